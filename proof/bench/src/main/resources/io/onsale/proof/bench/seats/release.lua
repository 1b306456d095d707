-- Held or sold seats become free: hold, buyer, what it must be (held, sold). Remembered for ten minutes more.
local key = 'h:' .. ARGV[1]
local known = redis.call('GET', key)
if not known then
  return -1
end
local first, state = string.match(known, '^(%d+) (%a+)$')
if state ~= ARGV[3] then
  return -1
end
local row = math.floor(first / 50)
redis.call('SETRANGE', 'r:' .. row, first % 50, '00')
redis.call('ZADD', 'free:' .. math.floor(row / 250), row, row)
redis.call('DECRBY', 'b:' .. ARGV[2], 2)
redis.call('SET', key, first .. ' free', 'PX', 600000)
if state == 'held' then
  redis.call('ZREM', 'due', ARGV[1])
end
return 0
