/**
 * Scripts: the Lua that runs inside Redis where a session's keys must change in one step. Arguments
 * are named in the first lines of each. Claims and answers: `claim-script.ts`, `answer-script.ts`.
 *
 * Keys that are only known inside a script lie in the same slot, by their hash tag.
 */

/** A time as digits: Lua would write large numbers with an exponent. */
const TIME = `
local function time(number) return string.format('%.0f', number) end`;

/** Puts a session there and into its venue's index. */
const STORE = `${TIME}
local function store(session, sessions, id, expires, grace, fields)
  redis.call('HSET', session, unpack(fields))
  redis.call('PEXPIREAT', session, expires)
  redis.call('ZADD', sessions, expires, id)
  local last = redis.call('ZREVRANGE', sessions, 0, 0, 'WITHSCORES')[2]
  redis.call('PEXPIREAT', sessions, time(last + grace))
end
local function from(place)
  local rest = {}
  for at = place, #ARGV do rest[#rest + 1] = ARGV[at] end
  return rest
end`;

/** Frees the badges and tags of a session. */
const FREE = `
local function free(id, under)
  local carriers = redis.call('HGET', under .. 'session:' .. id, 'carriers') or ''
  for each in string.gmatch(carriers, '[^,]+') do
    -- Of proofs, which have an end as their third word, there is no key.
    local stock = string.match(each, '^%S+ (%S+)$')
    local carrier = under .. 'carrier:' .. (stock or '')
    if stock and redis.call('GET', carrier) == id then redis.call('DEL', carrier) end
  end
end`;

/** Forgets a session and every mention of it. \`under\` is what its venue's keys begin with. */
const FORGET = `${FREE}
local function forget(id, under)
  free(id, under)
  local session, pairs = under .. 'session:' .. id, under .. 'pairs:' .. id
  local nudges = under .. 'nudges:' .. id
  for _, partner in ipairs(redis.call('SMEMBERS', pairs)) do
    redis.call('SREM', under .. 'pairs:' .. partner, id)
  end
  for _, nudge in ipairs(redis.call('SMEMBERS', nudges)) do
    local claimId = redis.call('HGET', under .. 'nudge:' .. nudge, 'claim')
    if claimId then
      local claim = under .. 'claim:' .. claimId
      redis.call('HDEL', claim, 'hi:' .. nudge, 'talked:' .. nudge)
      if redis.call('EXISTS', claim) == 1 and redis.call('HINCRBY', claim, 'sides', -1) < 1 then
        redis.call('DEL', claim)
      end
    end
    redis.call('DEL', under .. 'nudge:' .. nudge)
    redis.call('ZREM', under .. 'due', nudge)
  end
  redis.call('DEL', session, pairs, nudges, under .. 'outbox:' .. id, under .. 'cues:' .. id,
    under .. 'push:' .. id)
  redis.call('ZREM', under .. 'sessions', id)
end`;

/** Stores a session unless its venue is full. Answers 1, or 0 when full. */
export const CREATE = `${STORE}
local session, sessions = KEYS[1], KEYS[2]
local id, now, most, expires, grace, channel, news = unpack(ARGV, 1, 7)
if redis.call('ZCOUNT', sessions, '(' .. now, '+inf') >= tonumber(most) then return 0 end
store(session, sessions, id, expires, grace, from(8))
redis.call('PUBLISH', channel, news)
return 1`;

/** Changes fields of a session that is there. Answers its fields, none, or that it has no edit. */
export const EDIT = `
local session = KEYS[1]
local channel, news, spends = unpack(ARGV, 1, 3)
if redis.call('EXISTS', session) == 0 then return {} end
if spends == '1' then
  if tonumber(redis.call('HGET', session, 'editsLeft')) < 1 then return 'no-edits-left' end
  redis.call('HINCRBY', session, 'editsLeft', -1)
end
if #ARGV > 3 then redis.call('HSET', session, unpack(ARGV, 4)) end
redis.call('HINCRBY', session, 'revision', 1)
redis.call('PUBLISH', channel, news)
return redis.call('HGETALL', session)`;

/**
 * Puts a session in the place of another. Answers the old bearer's digest and then the new fields,
 * none when there was no old one, or that it has no edit left.
 */
export const EXTEND = `${STORE}${FORGET}
local old, session, sessions, oldPairs, pairs = unpack(KEYS)
local oldId, id, expires, grace, channel, oldNews, news, spends, under = unpack(ARGV, 1, 9)
local kept = redis.call('HMGET', old,
  'bearer', 'editsLeft', 'nudged', 'ignored', 'yesYesAt', 'quietUntil', 'ledger')
if not kept[1] then return {} end
local edits = tonumber(kept[2])
if spends == '1' then edits = edits - 1 end
if edits < 0 then return 'no-edits-left' end
store(session, sessions, id, expires, grace, from(10))
redis.call('HSET', session, 'editsLeft', edits, 'nudged', kept[3], 'ignored', kept[4],
  'yesYesAt', kept[5], 'quietUntil', kept[6])
if kept[7] then redis.call('HSET', session, 'ledger', kept[7]) end
for _, partner in ipairs(redis.call('SMEMBERS', oldPairs)) do
  local partners = under .. 'pairs:' .. partner
  redis.call('SADD', pairs, partner)
  -- Without this a partner's key that has just died would be born again, without an end.
  if redis.call('EXISTS', partners) == 1 then redis.call('SADD', partners, id) end
end
redis.call('PEXPIREAT', pairs, time(expires + grace))
forget(oldId, under)
redis.call('PUBLISH', channel, oldNews)
redis.call('PUBLISH', channel, news)
local fields = redis.call('HGETALL', session)
table.insert(fields, 1, kept[1])
return fields`;

/** Writes a ledger in the place of the one expected. Answers 1, or 0 when there is another or none. */
export const SPEND = `
local session = KEYS[1]
local expected, next = unpack(ARGV)
if redis.call('HGET', session, 'ledger') ~= expected then return 0 end
redis.call('HSET', session, 'ledger', next)
return 1`;

/** Forgets a session. Answers its bearer's digest, or an empty text when it had gone already. */
export const REMOVE = `${FORGET}
local session = KEYS[1]
local id, under, channel, news = unpack(ARGV)
local bearer = redis.call('HGET', session, 'bearer')
forget(id, under)
if not bearer then return '' end
redis.call('PUBLISH', channel, news)
return bearer`;
