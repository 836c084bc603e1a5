/**
 * Answer scripts: the Lua that takes replies to nudges, and counts those that got none. Their twins
 * are `memory/answers.ts` with `domain/answers/claimed.ts` and `cue.ts`.
 */

/**
 * Keys: nudge, outbox. Answers a word, and after "met" and "hello" the zone and the sessions.
 * \`under\` is what the venue's keys begin with; \`venueNews\` what news of a waiting nudge does.
 */
export const ANSWER = `
local nudge, outbox = KEYS[1], KEYS[2]
local own, id, reply, now, cueLife, talkedWithin, rest, seed = unpack(ARGV, 1, 8)
local channel, venueNews, under, shapes, colours, words = unpack(ARGV, 9, 14)
local function time(number) return string.format('%.0f', number) end
local stored = redis.call('HMGET', nudge, 'session', 'claim', 'zone', 'expiresAt', 'said', 'after')
if stored[1] ~= own or redis.call('EXISTS', under .. 'session:' .. own) == 0 then
  return { 'unknown' }
end
local zone, said, after = stored[3], stored[5], stored[6]
local claim = under .. 'claim:' .. stored[2]
redis.call('HDEL', outbox, id)
redis.call('HSET', under .. 'session:' .. own, 'ignored', 0)
-- Who said a thing: nudge id and session, in the order of nudge ids.
local function those(what)
  local all = {}
  for at, field in ipairs(redis.call('HKEYS', claim)) do
    if string.sub(field, 1, #what) == what then
      local nudgeId = string.sub(field, #what + 1)
      all[#all + 1] = { nudge = nudgeId, session = redis.call('HGET', claim, field) }
    end
  end
  return all
end
if reply == 'not-this-person' then
  redis.call('HSET', nudge, 'said', reply)
  redis.call('HDEL', claim, 'hi:' .. id)
  return { 'taken' }
end
if reply == 'talked' or reply == 'skipped' then
  local cueAt = redis.call('HGET', claim, 'cueAt')
  if not cueAt or now - cueAt >= tonumber(talkedWithin) or said ~= 'hi' or after then
    return { 'taken' }
  end
  local before = those('talked:')
  redis.call('HSET', nudge, 'after', reply)
  if reply == 'skipped' then return { 'taken' } end
  redis.call('HSET', claim, 'talked:' .. id, own)
  if #before == 0 then return { 'taken' } end
  if #before == 1 then return { 'hello', zone, before[1].session, own } end
  return { 'hello', zone, own }
end
if said or tonumber(now) >= tonumber(stored[4]) then return { 'taken' } end
redis.call('HSET', nudge, 'said', reply)
local quorum = redis.call('HGET', claim, 'quorum')
if reply ~= 'hi' or not quorum then return { 'taken' } end
redis.call('HSET', claim, 'hi:' .. id, own)
local willing, stand = {}, false
for _, each in ipairs(those('hi:')) do
  if redis.call('HGET', under .. 'session:' .. each.session, 'open') == '1' then
    willing[#willing + 1] = each
    if each.nudge == id then stand = true end
  end
end
if not stand then return { 'taken' } end
local look = redis.call('HGET', claim, 'look')
local cueAt = redis.call('HGET', claim, 'cueAt')
if look then
  willing = { { nudge = id, session = own } }
else
  if #willing < tonumber(quorum) then return { 'taken' } end
  local looks = under .. 'looks:' .. zone
  redis.call('ZREMRANGEBYSCORE', looks, '-inf', now)
  local taken, uses = {}, {}
  for _, each in ipairs(redis.call('ZRANGE', looks, 0, -1)) do
    local shape, colour, word = string.match(each, '(%S+) (%S+) (%S+)')
    taken[shape .. ' ' .. colour] = true
    for _, part in ipairs({ 's' .. shape, 'c' .. colour, 'w' .. word }) do
      uses[part] = (uses[part] or 0) + 1
    end
  end
  -- Least used first, and among equals from a place on that the seed says.
  local function least(kind, text, shape)
    local all, best, fewest = {}, nil, nil
    for each in string.gmatch(text, '%S+') do all[#all + 1] = each end
    local from = math.floor(seed * #all)
    for step = 0, #all - 1 do
      local each = all[(from + step) % #all + 1]
      local count = uses[kind .. each] or 0
      if shape and taken[shape .. ' ' .. each] then count = count + 1000 end
      if not fewest or count < fewest then best, fewest = each, count end
    end
    return best
  end
  local shape = least('s', shapes)
  local colour = least('c', colours, shape)
  look = shape .. ' ' .. colour .. ' ' .. least('w', words)
  cueAt = now
  redis.call('ZADD', looks, time(now + cueLife), look)
  redis.call('PEXPIREAT', looks, time(now + cueLife))
  redis.call('HSET', claim, 'look', look, 'cueAt', now)
  redis.call('PEXPIREAT', claim, time(now + talkedWithin))
end
local answer = { 'met', zone }
for _, each in ipairs(willing) do
  local cues, session = under .. 'cues:' .. each.session, under .. 'session:' .. each.session
  redis.call('HSET', cues, each.nudge, look .. ' ' .. zone .. ' ' .. time(cueAt + cueLife))
  redis.call('PEXPIREAT', cues, time(cueAt + cueLife))
  redis.call('PEXPIREAT', under .. 'nudge:' .. each.nudge, time(cueAt + talkedWithin))
  local quiet = tonumber(redis.call('HGET', session, 'quietUntil'))
  redis.call('HSET', session, 'yesYesAt', now, 'quietUntil', time(math.max(quiet, rest)))
  redis.call('PUBLISH', channel, venueNews .. each.session)
  answer[#answer + 1] = each.session
end
return answer`;

/** Key: due. Answers how many nudges ended unanswered, and how many were looked at. */
export const LAPSE = `
local due = KEYS[1]
local now, most, under, channel, venueNews = unpack(ARGV)
local ignored = 0
local over = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)
for _, id in ipairs(over) do
  redis.call('ZREM', due, id)
  local stored = redis.call('HMGET', under .. 'nudge:' .. id, 'session', 'said')
  local session = stored[1] and under .. 'session:' .. stored[1]
  if session and not stored[2] and redis.call('EXISTS', session) == 1 then
    redis.call('HINCRBY', session, 'ignored', 1)
    redis.call('PUBLISH', channel, venueNews .. stored[1])
    ignored = ignored + 1
  end
end
return { ignored, #over }`;

/** Keys: nudge, complaints. Answers the zone; 1 when it is known, 0 when it is not this session's. */
export const COMPLAIN = `
local nudge, complaints = KEYS[1], KEYS[2]
local own, id, now, life, most = unpack(ARGV)
local stored = redis.call('HMGET', nudge, 'session', 'zone')
if stored[1] ~= own then return 0 end
local member = stored[2] .. ' ' .. id
if redis.call('ZSCORE', complaints, member .. ' handled') then return 1 end
if redis.call('ZADD', complaints, 'NX', now, member) == 0 then return 1 end
redis.call('ZREMRANGEBYSCORE', complaints, '-inf', string.format('%.0f', now - life))
redis.call('ZREMRANGEBYRANK', complaints, 0, -1 - most)
redis.call('PEXPIREAT', complaints, string.format('%.0f', now + life))
return stored[2]`;

/** Key: complaints. Answers 1, or 0 when there is none of that nudge. */
export const HANDLE = `
local complaints = KEYS[1]
local nudge, handled = unpack(ARGV)
for _, each in ipairs(redis.call('ZRANGE', complaints, 0, -1)) do
  local zone, id = string.match(each, '^(%S+) (%S+)')
  if id == nudge then
    local member = zone .. ' ' .. id .. (handled == '1' and ' handled' or '')
    if member ~= each then
      redis.call('ZADD', complaints, redis.call('ZSCORE', complaints, each), member)
      redis.call('ZREM', complaints, each)
    end
    return 1
  end
end
return 0`;
