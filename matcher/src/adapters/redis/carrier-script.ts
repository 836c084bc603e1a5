/**
 * Carrier scripts: the Lua that binds a carrier to a session and takes it away, in one step each.
 * The same rules as `domain/carrier.ts`, over the text that `session-record.ts` writes.
 */

/** The carriers of another kind that are not over. A badge or tag has no third word, and no end. */
const OTHERS = `
local function others(carriers, kind, now)
  local kept, held = {}, nil
  for each in string.gmatch(carriers, '[^,]+') do
    local name, what, ends = string.match(each, '^(%S+) (%S+) ?(%d*)$')
    if name == kind then held = { text = each, id = ends == '' and what }
    elseif ends == '' or tonumber(ends) > tonumber(now) then kept[#kept + 1] = each end
  end
  return kept, held
end
local function keep(session, kept, channel, news)
  redis.call('HSET', session, 'carriers', table.concat(kept, ','))
  redis.call('HINCRBY', session, 'revision', 1)
  redis.call('PUBLISH', channel, news)
end`;

/**
 * A second key says that the carrier is of the stock. Answers the session's fields, none when it is
 * gone, or why not.
 */
export const BIND = `${OTHERS}
local session, carrier = KEYS[1], KEYS[2]
local id, kind, text, now, channel, news = unpack(ARGV)
local record = redis.call('HMGET', session, 'carriers', 'expiresAt')
if not record[2] then return {} end
local kept, held = others(record[1] or '', kind, now)
if carrier then
  if held and held.text == text then return redis.call('HGETALL', session) end
  if held then return 'has-one' end
  local holder = redis.call('GET', carrier)
  if holder and holder ~= id then return 'taken' end
  redis.call('SET', carrier, id, 'PXAT', record[2])
end
kept[#kept + 1] = text
keep(session, kept, channel, news)
return redis.call('HGETALL', session)`;

/** Answers the session's fields, or none when it is gone. */
export const UNBIND = `${OTHERS}
local session = KEYS[1]
local id, kind, now, under, channel, news = unpack(ARGV)
local carriers = redis.call('HGET', session, 'carriers')
local kept, held = others(carriers or '', kind, now)
if held then
  local carrier = under .. 'carrier:' .. (held.id or '')
  if held.id and redis.call('GET', carrier) == id then redis.call('DEL', carrier) end
  keep(session, kept, channel, news)
end
return redis.call('HGETALL', session)`;
