-- Put an inbound event at the top of its stream, or find it there.
local CALL, name, tenant, conversation, at, fresh, id, sealed, grave, entry, lane, message,
  after, words, delivery, delivery_sealed, day, told = unpack(ARGV, 4)
local KEEP = 96 * 3600
local chat = P .. 'c:' .. name
local c = call('HMGET', chat, 'epoch', 'top', 'checkpoint', 'waiting', 'holder', 'opted_out', lane)

-- A value begins with the seal of the body (16 bytes) and the call that wrote it (6 bytes); that of
-- an id goes on with the offset, that of a delivery with its second, the offset and the epoch.
local function conflicts(found, with) return string.sub(found, 1, 16) ~= with end
local function by_this_call(found) return string.sub(found, 17, 22) == CALL end
local function note_delivery(epoch, offset)
  if delivery == '' then return end
  local bucket = P .. 'd:' .. day
  local value = delivery_sealed .. CALL .. struct.pack('>I4I4', at, offset) .. epoch
  call('HSET', bucket, delivery, value)
  call('EXPIRE', bucket, KEEP + 86400)
end

if delivery ~= '' then
  for back = 0, 4 do
    local found = call('HGET', P .. 'd:' .. (day - back), delivery)
    if found and not by_this_call(found) then
      local since, offset = struct.unpack('>I4I4', found, 23)
      if since + KEEP >= tonumber(at) then
        if conflicts(found, delivery_sealed) then return {'CONFLICT'} end
        return {'SEEN', string.sub(found, 31), offset}
      end
    end
  end
end

local ours = false
local found = c[1] and call('HGET', P .. 'i:' .. name, id)
if found and by_this_call(found) then
  ours = tonumber(string.sub(found, 23))
elseif found then
  if conflicts(found, sealed) then return {'CONFLICT'} end
  local epoch, offset = c[1] .. SUFFIX, tonumber(string.sub(found, 23))
  note_delivery(epoch, offset)
  return {'SEEN', epoch, offset}
else
  found = call('HGET', P .. 'e:' .. grave, id)
  if found then
    local offset, epoch = string.match(found, '^(%d+):(.*)$')
    note_delivery(epoch, offset)
    return {'SEEN', epoch, tonumber(offset)}
  end
end

local context = told ~= '' and cmsgpack.unpack(told) or nil
if not ours then
  if after ~= '' and (c[7] or '') ~= string.sub(after, 2) then return {'OVERTAKEN', c[7] or ''} end
  -- What may be written was prepared by the node; where it erred, it is told and tries again.
  local opted_out = c[6] == '1'
  if context and context.asks then
    local mark = #tenant .. ':' .. tenant .. ':' .. context.mark
    opted_out = call('HEXISTS', P .. 'm:opted-out', mark) == 1
    words = context.asks
  end
  local again = words ~= '' and (words == 'no') ~= opted_out
  local rest = {}
  for _, memory in ipairs(context and context.memories or {}) do
    if call('HGET', P .. 'c:' .. memory[1], 'past_at') == memory[2] then
      rest[#rest + 1] = memory[1]
    else
      again = true
    end
  end
  if again then return {'AGAIN', opted_out and 1 or 0, unpack(rest)} end
end

-- INCR comes first in all scripts: where Redis is full it is refused, before anything is written.
local seq = call('INCR', P .. 'seq')
local top, backlog = ours, nil
if ours then
  backlog = call('HGET', P .. 'backlog', tenant) or 0
else
  top = (c[2] or 0) + 1
  local fields = {'top', top, 'inbound', top, 'waiting', (c[4] or 0) + 1}
  if lane ~= '' then
    fields[7], fields[8] = lane, message
  end
  if not c[1] then
    c[1] = fresh
    fields[#fields + 1], fields[#fields + 2] = 'epoch', fresh
    call('SADD', P .. 'tenants', tenant)
  end
  call('HSET', chat, unpack(fields))
  call('XADD', P .. 'l:' .. name, top .. '-0', 'e', entry)
  call('HSET', P .. 'i:' .. name, id, sealed .. CALL .. top)
  call('EXPIRE', P .. 'i:' .. name, KEEP)
  call('ZADD', P .. 'idle:' .. tenant, 'GT', math.ceil(at * 1000), conversation)
  backlog = call('HINCRBY', P .. 'backlog', tenant, 1)
  note_delivery(c[1] .. SUFFIX, top)
  if context then note(name, tenant, conversation, at, context) end
  local news = {NODE, ARGV[1], seq, c[1] .. SUFFIX, top, entry}
  call('PUBLISH', P .. 'n:' .. name, cmsgpack.pack(news))
end

local wake = 0
if top > tonumber(c[3] or 0) then
  local time = now()
  local till = call('ZSCORE', P .. 'open', name)
  if not till or tonumber(till) <= time or c[5] == NODE then
    hold(name, time)
    wake = 1
  end
end
return {'OK', c[1] .. SUFFIX, top, wake, tonumber(backlog), seq}
