/**
 * Claim script: the Lua that nudges people about each other, or says why not. Its twin is
 * `memory/nudges.ts`.
 *
 * Eight arguments for all, then five for each side; five keys for each side, then two for all.
 */
export const CLAIM = `
local now, quiet, expires, late, grace, perHour, perSession, channel = unpack(ARGV, 1, 8)
local hour, life, noted, zone, quorum, claimId = unpack(ARGV, 9, 14)
local function time(number) return string.format('%.0f', number) end
local sides = {}
for number = 1, (#ARGV - 14) / 5 do
  local from, key = 14 + (number - 1) * 5, (number - 1) * 5
  local side = {
    session = KEYS[key + 1], pairs = KEYS[key + 2], outbox = KEYS[key + 3],
    nudgeKey = KEYS[key + 4], nudges = KEYS[key + 5],
    id = ARGV[from + 1], revision = ARGV[from + 2],
    nudgeId = ARGV[from + 3], nudge = ARGV[from + 4], news = ARGV[from + 5],
  }
  local stored = redis.call('HMGET', side.session,
    'open', 'revision', 'pausedUntil', 'expiresAt', 'quietUntil', 'nudged')
  if stored[1] ~= '1' or stored[2] ~= side.revision or tonumber(now) < tonumber(stored[3])
    or tonumber(now) >= tonumber(stored[4]) then return 'changed' end
  side.expires, side.quiet, side.nudged = stored[4], tonumber(stored[5]), stored[6]
  sides[number] = side
end
local claim, due = KEYS[#KEYS - 1], KEYS[#KEYS]
for at, side in ipairs(sides) do
  for other = at + 1, #sides do
    if redis.call('SISMEMBER', side.pairs, sides[other].id) == 1 then return 'pair-used' end
  end
end
for _, side in ipairs(sides) do
  if tonumber(now) < side.quiet then return 'resting' end
end
for _, side in ipairs(sides) do
  local inHour, inLife, all = 0, 0, {}
  for each in string.gmatch(side.nudged, '%d+') do
    all[#all + 1] = each
    if tonumber(each) > now - hour then inHour = inHour + 1 end
    if tonumber(each) > now - life then inLife = inLife + 1 end
  end
  if inHour >= tonumber(perHour) or inLife >= tonumber(perSession) then return 'limited' end
  all[#all + 1] = now
  side.nudged = table.concat(all, ' ', math.max(1, #all - noted + 1))
end
redis.call('HSET', claim, 'zone', zone, 'quorum', quorum, 'sides', #sides)
redis.call('PEXPIREAT', claim, time(expires + late))
for _, side in ipairs(sides) do
  redis.call('HSET', side.session, 'quietUntil', quiet, 'nudged', side.nudged)
  for _, other in ipairs(sides) do
    if other ~= side then redis.call('SADD', side.pairs, other.id) end
  end
  redis.call('PEXPIREAT', side.pairs, time(side.expires + grace))
  redis.call('HSET', side.outbox, side.nudgeId, side.nudge)
  local left = redis.call('PTTL', side.outbox)
  if left < 0 or left < expires - now then
    redis.call('PEXPIREAT', side.outbox, expires)
  end
  redis.call('HSET', side.nudgeKey,
    'session', side.id, 'claim', claimId, 'zone', zone, 'expiresAt', expires)
  redis.call('PEXPIREAT', side.nudgeKey, time(expires + late))
  redis.call('SADD', side.nudges, side.nudgeId)
  redis.call('PEXPIREAT', side.nudges, time(side.expires + grace))
  redis.call('ZADD', due, expires, side.nudgeId)
  redis.call('PUBLISH', channel, side.news)
end
local last = redis.call('ZREVRANGE', due, 0, 0, 'WITHSCORES')[2]
redis.call('PEXPIREAT', due, time(last + grace))
return 'nudged'`;
