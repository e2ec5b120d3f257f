-- Hold on to what this node looks after, and take up to `limit` of what nobody does: those left by
-- others, the oldest first, and those whose timer is due. It also notes when this node was last
-- heard of (join.lua waits for those who live), and so finds out whether Redis can be written.
local due, limit, count = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local open = P .. 'open'
local time = now()
call('ZADD', P .. 'nodes', time, NODE)
local gone, taken = {}, {}
for index = 7, 6 + count do
  local name = ARGV[index]
  if call('HGET', P .. 'c:' .. name, 'holder') == NODE and call('ZSCORE', open, name) then
    call('ZADD', open, time + LEASE, name)
  else
    gone[#gone + 1] = name
  end
end
local function take(name)
  if call('EXISTS', P .. 'c:' .. name) == 0 then
    call('ZREM', open, name)
    call('ZREM', P .. 'timers', name)
  else
    hold(name, time)
    taken[#taken + 1] = name
  end
end
if limit > 0 then
  local left = call('ZRANGEBYSCORE', open, '-inf', time, 'LIMIT', 0, limit)
  for _, name in ipairs(left) do take(name) end
end
local from = 0
while #taken < limit do
  local late = call('ZRANGEBYSCORE', P .. 'timers', '-inf', due, 'LIMIT', from, 64)
  for _, name in ipairs(late) do
    if #taken < limit and not call('ZSCORE', open, name) then take(name) end
  end
  if #late < 64 then break end
  from = from + 64
end
return {'OK', gone, taken, tonumber(call('GET', P .. 'seq') or 0)}
