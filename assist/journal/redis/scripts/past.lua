-- Take away what a conversation left open for its customer's next one.
local function forget_past(name)
  local customer = call('HGET', P .. 'c:' .. name, 'past')
  if not customer then return end
  call('DEL', P .. 'r:' .. name)
  call('ZREM', P .. 'past:' .. customer, name)
  call('ZREM', P .. 'memories', name)
  call('HDEL', P .. 'c:' .. name, 'past', 'past_at')
end
