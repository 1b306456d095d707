-- The best two side by side of a tier: id, buyer, tier, deadline.
local key = 'h:' .. ARGV[1]
local known = redis.call('GET', key)
if known then
  return tonumber(string.match(known, '^%d+'))
end
local free = 'free:' .. ARGV[3]
local row = redis.call('ZRANGE', free, 0, 0)[1]
if not row then
  return -1
end
local buyer = 'b:' .. ARGV[2]
if tonumber(redis.call('GET', buyer) or '0') > 2 then
  return -2
end
local seats = redis.call('GET', 'r:' .. row)
local at = string.find(seats, '00', 1, true)
redis.call('SETRANGE', 'r:' .. row, at - 1, '11')
if not string.find(seats, '00', at + 2, true) then
  redis.call('ZREM', free, row)
end
local first = row * 50 + at - 1
redis.call('INCRBY', buyer, 2)
redis.call('SET', key, first .. ' held', 'PX', 1500000)
redis.call('ZADD', 'due', ARGV[4], ARGV[1])
return first
