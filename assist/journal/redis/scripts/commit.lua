-- Write one step of a conversation, unless its revision has moved on.
local CALL, name, tenant, revision, epoch, checkpoint, state, wake, keep, answered, top_seen,
  customer, past_at, past = unpack(ARGV, 4, 17)
local at_list = 18
local function list()
  local items = {}
  for index = 1, tonumber(ARGV[at_list]) do items[index] = ARGV[at_list + index] end
  at_list = at_list + 1 + #items
  return items
end
local outputs, changed, recalled = list(), list(), list()

local chat = P .. 'c:' .. name
local c = call('HMGET', chat, 'epoch', 'top', 'inbound', 'revision', 'waiting', 'call', 'first')
if not c[1] then return {'LATE'} end
local more = tonumber(c[3]) > tonumber(checkpoint) and 1 or 0
if c[6] == CALL then
  -- Our answer was lost on its way: here it is again.
  local backlog = call('HGET', P .. 'backlog', tenant) or 0
  return {'OK', c[1] .. SUFFIX, tonumber(c[7]), more, tonumber(backlog), 0}
end
if (c[4] or '0') ~= revision or (epoch ~= '' and epoch ~= c[1] .. SUFFIX) then return {'LATE'} end
if top_seen ~= '' and top_seen ~= c[2] then return {'AGAIN'} end

local seq = call('INCR', P .. 'seq')
local first = c[2] + 1
local top = c[2] + #outputs
local waiting = tonumber(c[5] or 0)
local left = more == 1 and math.max(0, waiting - answered) or 0
call('HSET', chat, 'top', top, 'checkpoint', checkpoint, 'revision', revision + 1,
  'waiting', left, 'call', CALL, 'first', first)
call('SET', P .. 's:' .. name, state)
if wake ~= '' then
  call('HSET', chat, 'wake_at', wake)
  call('ZADD', P .. 'timers', wake, name)
else
  call('HDEL', chat, 'wake_at')
  call('ZREM', P .. 'timers', name)
end

local changes = {}
for index = 1, #changed, 2 do changes[changed[index]] = changed[index + 1] end
if keep == '1' then
  for index, output in ipairs(outputs) do
    call('XADD', P .. 'l:' .. name, first + index - 1 .. '-0', 'e', output)
  end
  if #changed > 0 then rewrite(name, changes, 0) end
else
  rewrite(name, changes, tonumber(checkpoint))
  call('HSET', chat, 'trimmed', #outputs > 0 and top or checkpoint)
end

if customer ~= '' then
  forget_past(name)
  for _, other in ipairs(recalled) do forget_past(other) end
  if past ~= '' then
    call('SET', P .. 'r:' .. name, past)
    call('ZADD', P .. 'past:' .. customer, past_at, name)
    call('ZADD', P .. 'memories', past_at, name)
    call('HSET', chat, 'past', customer, 'past_at', past_at)
  end
end

local backlog = call('HINCRBY', P .. 'backlog', tenant, left - waiting)
if more == 1 then hold(name, now()) else close(name) end
if #outputs > 0 then
  local told = {NODE, ARGV[1], seq, c[1] .. SUFFIX, first, unpack(outputs)}
  call('PUBLISH', P .. 'n:' .. name, cmsgpack.pack(told))
end
return {'OK', c[1] .. SUFFIX, first, more, tonumber(backlog), seq}
