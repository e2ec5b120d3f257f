-- Conversations of a tenant without an event since a time, the oldest first, but for those held.
-- Their index is in whole milliseconds, see lease.lua.
local tenant, since, limit = unpack(ARGV, 4)
limit = tonumber(limit)
local answer, from = {'OK'}, 0
repeat
  local found = call('ZRANGEBYSCORE', P .. 'idle:' .. tenant, '-inf', '(' .. since * 1000, 'LIMIT', from, 256)
  for _, conversation in ipairs(found) do
    local field = #tenant .. ':' .. tenant .. ':' .. conversation
    if #answer <= limit and call('HEXISTS', P .. 'm:held', field) == 0 then
      answer[#answer + 1] = conversation
    end
  end
  from = from + 256
until #found < 256 or #answer > limit
return answer
