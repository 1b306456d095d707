-- Two seats side by side by name: id, buyer, first seat, deadline.
local key = 'h:' .. ARGV[1]
local known = redis.call('GET', key)
if known then
  return tonumber(string.match(known, '^%d+'))
end
local first = tonumber(ARGV[3])
local row = math.floor(first / 50)
local at = first % 50
if redis.call('GETRANGE', 'r:' .. row, at, at + 1) ~= '00' then
  return -1
end
local buyer = 'b:' .. ARGV[2]
if tonumber(redis.call('GET', buyer) or '0') > 2 then
  return -2
end
redis.call('SETRANGE', 'r:' .. row, at, '11')
if not string.find(redis.call('GET', 'r:' .. row), '00', 1, true) then
  redis.call('ZREM', 'free:' .. math.floor(row / 250), row)
end
redis.call('INCRBY', buyer, 2)
redis.call('SET', key, first .. ' held', 'PX', 1500000)
redis.call('ZADD', 'due', ARGV[4], ARGV[1])
return first
