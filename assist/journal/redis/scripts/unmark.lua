-- Take a mark back; whether there was one. A call that was answered in vain is known for a minute.
local CALL, sort, field = unpack(ARGV, 4)
local once = P .. 'once:' .. CALL
if call('EXISTS', once) == 1 then return {'OK', 1, 0} end
if call('HEXISTS', P .. 'm:' .. sort, field) == 0 then return {'OK', 0, 0} end
local seq = call('INCR', P .. 'seq')
call('SET', once, '', 'EX', 60)
call('HDEL', P .. 'm:' .. sort, field)
call('ZREM', P .. 'until', sort .. ':' .. field)
return {'OK', 1, seq}
