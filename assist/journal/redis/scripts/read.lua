-- The events after an offset, or why there are none to have.
local name, epoch, offset, limit, bytes, kinds = unpack(ARGV, 4)
offset, limit, bytes = tonumber(offset), tonumber(limit), tonumber(bytes)
local c = call('HMGET', P .. 'c:' .. name, 'epoch', 'top', 'trimmed', 'revision')
if not c[1] then return {'NONE'} end
local found, top = c[1] .. SUFFIX, tonumber(c[2])
if epoch ~= '' and epoch ~= found then return {'EPOCH', found, top} end
if offset > top then return {'FUTURE', found, top} end

local answer, size, count = {'OK', found, top, tonumber(c[3] or 0), 0, tonumber(c[4] or 0)}, 0, 0
local from, chunk_size = offset, kinds == '' and math.min(limit + 1, 64) or 64
repeat
  local chunk = call('XRANGE', P .. 'l:' .. name, (from + 1) .. '-0', '+', 'COUNT', chunk_size)
  for _, entry in ipairs(chunk) do
    local at, data = tonumber(string.match(entry[1], '^%d+')), entry[2][2]
    from = at
    if kinds == '' or string.find(kinds, string.sub(data, 1, 1), 1, true) then
      if size >= bytes or count == limit then
        answer[5] = 1
        return answer
      end
      count, size = count + 1, size + #data
      answer[#answer + 1] = at
      answer[#answer + 1] = data
    end
  end
until #chunk < chunk_size
return answer
