-- What `context.given` says: whose the conversation is, who answers it, whether to read it, and
-- what was brought to it from where.
local function note(name, tenant, conversation, at, context)
  local chat = P .. 'c:' .. name
  if context.agent then call('HSET', P .. 'agents', name, context.agent) end
  if context.opted_out then call('HSET', chat, 'opted_out', context.opted_out) end
  if context.customer then
    call('SADD', P .. 'customer:' .. context.customer, conversation)
    call('HSET', P .. 'owners:' .. name, context.customer, context.mark)
  end
  for _, memory in ipairs(context.memories or {}) do
    local sources = call('SMEMBERS', P .. 'sources:' .. memory[1])
    sources[#sources + 1] = memory[1]
    for _, source in ipairs(sources) do
      call('SADD', P .. 'heirs:' .. source, name)
      call('SADD', P .. 'sources:' .. name, source)
    end
  end
  if context.opted_out then
    -- Later conversations of the customer begin as this one stands.
    for _, id in ipairs(call('HVALS', P .. 'owners:' .. name)) do
      local field = #tenant .. ':' .. tenant .. ':' .. id
      call('HDEL', P .. 'm:opted-out', field)
      if context.opted_out == '1' then
        call('HSET', P .. 'm:opted-out', field, cmsgpack.pack({tenant, id, at, ''}))
      end
    end
  end
  if context.news then call('PUBLISH', P .. 'news', context.news) end
end
