-- Remove a conversation, and its words from those that it left something to. What to write instead
-- was prepared by the node, for the revisions that it saw: where one has moved on, it begins anew.
local plan = cmsgpack.unpack(ARGV[4])
local name, tenant, conversation = plan.name, plan.tenant, plan.conversation
local chat = P .. 'c:' .. name
local once = P .. 'once:' .. plan.call
if call('EXISTS', once) == 1 then return {'OK', 1, 0, 0} end

local function as_seen(one)
  local c = call('HMGET', P .. 'c:' .. one.name, 'epoch', 'top', 'revision')
  return c[1] == one.epoch and c[2] == one.top and (c[3] or '0') == one.revision
end
local c = call('HMGET', chat, 'epoch', 'waiting')
if not c[1] then return {'OK', 0, 0, 0} end
if c[1] ~= plan.epoch then return {'AGAIN'} end
if call('SCARD', P .. 'heirs:' .. name) ~= #plan.heirs then return {'AGAIN'} end
for _, heir in ipairs(plan.heirs) do
  if call('SISMEMBER', P .. 'heirs:' .. name, heir.name) == 0 or not as_seen(heir) then
    return {'AGAIN'}
  end
end

local seq = call('INCR', P .. 'seq')
call('SET', once, '', 'EX', 60)
for _, heir in ipairs(plan.heirs) do
  local changes = {}
  for index = 1, #heir.changes, 2 do changes[heir.changes[index]] = heir.changes[index + 1] end
  rewrite(heir.name, changes, 0)
  forget_past(heir.name)
  local held = P .. 'c:' .. heir.name
  if call('EXISTS', P .. 's:' .. heir.name) == 1 then call('SET', P .. 's:' .. heir.name, '') end
  call('HINCRBY', held, 'revision', 1)
  local trimmed = tonumber(call('HGET', held, 'trimmed') or 0)
  call('HSET', held, 'trimmed', math.max(trimmed, heir.trimmed))
end
local buried = P .. 'e:' .. plan.grave
local ids = call('HGETALL', P .. 'i:' .. name)
for index = 1, #ids, 2 do
  -- The seal and the call's name (22 bytes) go: that it was there is all that stays.
  local offset = string.sub(ids[index + 1], 23)
  call('HSET', buried, ids[index], offset .. ':' .. plan.epoch .. SUFFIX)
end
call('EXPIRE', buried, 96 * 3600)

forget_past(name)
for _, customer in ipairs(call('HKEYS', P .. 'owners:' .. name)) do
  call('SREM', P .. 'customer:' .. customer, conversation)
end
for _, heir in ipairs(plan.heirs) do call('SREM', P .. 'sources:' .. heir.name, name) end
for _, source in ipairs(call('SMEMBERS', P .. 'sources:' .. name)) do
  call('SREM', P .. 'heirs:' .. source, name)
end
for _, kind in ipairs({'c:', 'l:', 'i:', 's:', 'owners:', 'heirs:', 'sources:'}) do
  call('DEL', P .. kind .. name)
end
call('HDEL', P .. 'agents', name)
call('ZREM', P .. 'open', name)
call('ZREM', P .. 'timers', name)
call('ZREM', P .. 'idle:' .. tenant, conversation)
if call('EXISTS', P .. 'idle:' .. tenant) == 0 then call('SREM', P .. 'tenants', tenant) end
call('HDEL', P .. 'm:held', plan.prefix .. conversation)
call('HSET', P .. 'm:erased', plan.prefix .. plan.grave, plan.mark)
call('ZADD', P .. 'until', plan.till, 'erased:' .. plan.prefix .. plan.grave)
local backlog = call('HINCRBY', P .. 'backlog', tenant, 0 - (c[2] or 0))
call('PUBLISH', P .. 'news', plan.news)
return {'OK', 1, tonumber(backlog), seq}
