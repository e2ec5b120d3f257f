-- What a customer's other conversations left open since a time, the latest first.
local name, customer, since, limit = unpack(ARGV, 4)
local names = call('ZREVRANGEBYSCORE', P .. 'past:' .. customer, '+inf', since, 'LIMIT', 0, limit + 1)
local answer = {'OK'}
for _, other in ipairs(names) do
  if other ~= name and #answer <= tonumber(limit) then
    answer[#answer + 1] = call('GET', P .. 'r:' .. other)
  end
end
return answer
