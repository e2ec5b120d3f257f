-- The zset `open` is the queue of work: each conversation that somebody must look after, with the
-- time until when its holder does. Past it the work is anybody's. In whole milliseconds: a small
-- zset keeps its scores as text, and fractions made half of the cost of a whole append (measured).
local LEASE = 2000

local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function hold(name, time)
  call('ZADD', P .. 'open', time + LEASE, name)
  call('HSET', P .. 'c:' .. name, 'holder', NODE)
end

local function close(name)
  call('ZREM', P .. 'open', name)
  call('HDEL', P .. 'c:' .. name, 'holder')
end
