-- A task is this node's alone for some milliseconds, if it is nobody else's.
local task, milliseconds = unpack(ARGV, 4)
local key = P .. 'claim:' .. task
local holder = call('GET', key)
if holder and holder ~= NODE then return {'OK', 0} end
call('SET', key, NODE, 'PX', milliseconds)
return {'OK', 1}
