/**
 * Scripts: the Lua that runs inside Redis where several keys must change in one step. Arguments are
 * named in the first lines of each.
 */

/** Stores a session unless its venue is full. Answers 1, or 0 when full. */
export const CREATE = `
local session, sessions = KEYS[1], KEYS[2]
local id, now, most, expires, grace, channel, news = unpack(ARGV, 1, 7)
if redis.call('ZCOUNT', sessions, '(' .. now, '+inf') >= tonumber(most) then return 0 end
redis.call('HSET', session, unpack(ARGV, 8))
redis.call('PEXPIREAT', session, expires)
redis.call('ZADD', sessions, expires, id)
local last = redis.call('ZREVRANGE', sessions, 0, 0, 'WITHSCORES')[2]
redis.call('PEXPIREAT', sessions, string.format('%.0f', last + grace))
redis.call('PUBLISH', channel, news)
return 1`;

/** Changes fields of a session that is there. Answers its fields, or none. */
export const EDIT = `
local session = KEYS[1]
local channel, news = unpack(ARGV, 1, 2)
if redis.call('EXISTS', session) == 0 then return {} end
redis.call('HSET', session, unpack(ARGV, 3))
redis.call('HINCRBY', session, 'revision', 1)
redis.call('PUBLISH', channel, news)
return redis.call('HGETALL', session)`;

/**
 * Forgets a session and every mention of it. Answers its bearer's digest, or an empty text when the
 * session had gone already. The partners' keys lie in the same slot, by their hash tag.
 */
export const REMOVE = `
local session, sessions, pairs, outbox = unpack(KEYS)
local id, pairsOf, channel, news = unpack(ARGV)
local bearer = redis.call('HGET', session, 'bearer')
for _, partner in ipairs(redis.call('SMEMBERS', pairs)) do
  redis.call('SREM', pairsOf .. partner, id)
end
redis.call('DEL', session, pairs, outbox)
redis.call('ZREM', sessions, id)
if not bearer then return '' end
redis.call('PUBLISH', channel, news)
return bearer`;

/** The claim: checks both sessions and the pair, then uses the pair up. Answers a word. */
export const CLAIM = `
local now, quiet, expires, grace, channel = unpack(ARGV, 1, 5)
local function sideOf(number)
  local from = 5 + (number - 1) * 5
  local side = {
    session = KEYS[number], pairs = KEYS[2 + number], outbox = KEYS[4 + number],
    id = ARGV[from + 1], revision = ARGV[from + 2],
    nudgeId = ARGV[from + 3], nudge = ARGV[from + 4], news = ARGV[from + 5],
  }
  local stored = redis.call('HMGET', side.session, 'open', 'revision', 'quietUntil', 'expiresAt')
  side.quiet, side.expires = tonumber(stored[3]), tonumber(stored[4])
  side.stands = stored[1] == '1' and stored[2] == side.revision and tonumber(now) < side.expires
  return side
end
local a, b = sideOf(1), sideOf(2)
if not (a.stands and b.stands) then return 'changed' end
if redis.call('SISMEMBER', a.pairs, b.id) == 1 then return 'pair-used' end
if tonumber(now) < a.quiet or tonumber(now) < b.quiet then return 'resting' end
local function use(side, partner)
  redis.call('HSET', side.session, 'quietUntil', quiet)
  redis.call('SADD', side.pairs, partner.id)
  redis.call('PEXPIREAT', side.pairs, string.format('%.0f', side.expires + grace))
  redis.call('HSET', side.outbox, side.nudgeId, side.nudge)
  if redis.call('PTTL', side.outbox) < tonumber(expires) - tonumber(now) then
    redis.call('PEXPIREAT', side.outbox, expires)
  end
  redis.call('PUBLISH', channel, side.news)
end
use(a, b)
use(b, a)
return 'nudged'`;
