-- The state as last committed.
local name = ARGV[4]
local c = call('HMGET', P .. 'c:' .. name, 'epoch', 'top', 'checkpoint', 'revision', 'wake_at')
if not c[1] then return {'NONE'} end
return {'OK', c[1] .. SUFFIX, tonumber(c[2]), tonumber(c[3] or 0), tonumber(c[4] or 0), c[5],
  call('GET', P .. 's:' .. name)}
