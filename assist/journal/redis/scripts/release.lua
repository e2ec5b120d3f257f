-- Let other nodes have conversations at once, and tell them so.
local news = ARGV[4]
for index = 5, #ARGV do
  local name = ARGV[index]
  if call('HGET', P .. 'c:' .. name, 'holder') == NODE then
    call('ZADD', P .. 'open', 'XX', 0, name)
    call('HDEL', P .. 'c:' .. name, 'holder')
  end
end
call('PUBLISH', P .. 'news', news)
return {'OK'}
