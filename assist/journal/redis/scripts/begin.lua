-- What every script begins with. KEYS[1] is the hash `meta`, whose name ends the prefix of all keys.
-- ARGV: the term that the node believes in, what the epochs of this term end with, the node; then
-- what is the script's own. In another term nothing is done: the node has to join anew.
local call = redis.call
local P = string.sub(KEYS[1], 1, -5)
local SUFFIX, NODE = ARGV[2], ARGV[3]
if call('HGET', KEYS[1], 'term') ~= ARGV[1] then return {'TERM'} end
