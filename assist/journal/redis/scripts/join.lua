-- A server that a node was connected to -> the term in which it may write here.
--
-- Each new life of the server (another `run_id`) begins a term, and what the counter of all writes
-- stood at is written down as its base. A node that had a later write acknowledged knows by it that
-- the server lost some: then all epochs get another name, once. So a term does not open before all
-- nodes that lived in the last one have joined, or a second has passed; and where none of them is
-- left to vouch for what is there (the power failed for all), the epochs get another name as well.
local call = redis.call
local meta = KEYS[1]
local P = string.sub(meta, 1, -5)
local layout, key, fresh, node, cell, number, highest = unpack(ARGV)
local run = string.match(call('INFO', 'server'), 'run_id:(%w+)')
number, highest = tonumber(number), tonumber(highest)
local seq = tonumber(call('GET', P .. 'seq') or 0)
local m = call('HMGET', meta, 'layout', 'key', 'cell', 'run', 'number', 'generation', 'told')
local current, generation = tonumber(m[5]), tonumber(m[6])
local bases = P .. 'bases'

local time = call('TIME')
time = time[1] * 1000 + math.floor(time[2] / 1000)

local function missing()
  local nodes, joined = P .. 'nodes', P .. 'joined'
  call('SADD', joined, node)
  local latest = call('ZREVRANGE', nodes, 0, 0, 'WITHSCORES')[2]
  if not latest then return false end
  for _, other in ipairs(call('ZRANGEBYSCORE', nodes, latest - 2000, '+inf')) do
    if call('SISMEMBER', joined, other) == 0 then return true end
  end
  return false
end

local function rename_epochs()
  current, generation = current + 1, generation + 1
  call('HSET', meta, 'number', current, 'generation', generation, 'told', current)
  call('HSET', bases, current, seq)
end

local function term(of, base)
  local open = call('HMGET', meta, 'opens', 'vouched')
  local state = 'open'
  if tonumber(open[1] or 0) > time and missing() then
    state = 'shut'
  elseif open[2] == '0' then
    rename_epochs()
    call('HSET', meta, 'vouched', 1)
    state = 'unsure'
  end
  local name = of .. ':' .. current
  call('HSET', meta, 'term', name)
  return {'OK', name, of, current, generation, seq, base, state}
end

if not m[1] then
  current, generation = 1, 0
  call('HSET', meta, 'layout', layout, 'key', key, 'cell', fresh, 'run', run, 'number', 1,
    'generation', 0, 'told', 0)
  return term(fresh, highest > 0 and 0 or false)
end
if m[1] ~= layout then return {'LAYOUT', m[1]} end
if m[2] ~= key then return {'KEY'} end

if m[4] ~= run then
  current = current + 1
  call('HSET', meta, 'run', run, 'number', current)
  call('HSET', bases, current, seq)
  call('HSET', meta, 'opens', time + 1000, 'begun', current, 'vouched', 0)
  call('DEL', P .. 'joined')
  call('ZREMRANGEBYSCORE', P .. 'nodes', '-inf', time - 3600000)
end
if cell == '' then return term(m[3], false) end
if cell ~= m[3] then return term(m[3], highest > 0 and 0 or false) end
if number < tonumber(call('HGET', meta, 'begun') or 0) then call('HSET', meta, 'vouched', 1) end
local lost, kept = 0, false
local flat = call('HGETALL', bases)
for index = 1, #flat, 2 do
  local at, base = tonumber(flat[index]), tonumber(flat[index + 1])
  if at > number and base < highest then
    lost, kept = math.max(lost, at), math.min(kept or base, base)
  end
end
if lost > tonumber(m[7]) then rename_epochs() end
return term(m[3], kept)
