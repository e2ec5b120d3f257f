-- Write a mark in the place of the one before.
local sort, field, value, till, news = unpack(ARGV, 4)
local seq = call('INCR', P .. 'seq')
call('HSET', P .. 'm:' .. sort, field, value)
if till ~= '' then
  call('ZADD', P .. 'until', till, sort .. ':' .. field)
else
  call('ZREM', P .. 'until', sort .. ':' .. field)
end
if news ~= '' then call('PUBLISH', P .. 'news', news) end
return {'OK', seq}
