-- Held seats become sold: hold.
local key = 'h:' .. ARGV[1]
local known = redis.call('GET', key)
if not known then
  return -1
end
local first, state = string.match(known, '^(%d+) (%a+)$')
if state ~= 'held' then
  return -1
end
redis.call('SET', key, first .. ' sold')
redis.call('ZREM', 'due', ARGV[1])
return 0
