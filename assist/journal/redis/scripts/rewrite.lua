-- Write a log anew: `changes` says what to put in the place of an offset's entry, '' for nothing.
-- To delete entries (XDEL, XTRIM) would leave their words in the stream's nodes, and so on the disk.
local function rewrite(name, changes, after)
  local log = P .. 'l:' .. name
  local entries = call('XRANGE', log, (after + 1) .. '-0', '+')
  call('DEL', log)
  for _, entry in ipairs(entries) do
    local offset = string.match(entry[1], '^%d+')
    local data = changes[offset] or entry[2][2]
    if data ~= '' then call('XADD', log, entry[1], 'e', data) end
  end
end
