-- Drop up to `limit` marks and memories that have had their time; the most of one.
local now, before, limit = unpack(ARGV, 4)
local marks = call('ZRANGEBYSCORE', P .. 'until', '-inf', '(' .. now, 'LIMIT', 0, limit)
local names = call('ZRANGEBYSCORE', P .. 'memories', '-inf', '(' .. before, 'LIMIT', 0, limit)
for _, mark in ipairs(marks) do
  local sort, field = string.match(mark, '^([^:]*):(.*)$')
  call('HDEL', P .. 'm:' .. sort, field)
  call('ZREM', P .. 'until', mark)
end
for _, name in ipairs(names) do forget_past(name) end
return {'OK', math.max(#marks, #names)}
