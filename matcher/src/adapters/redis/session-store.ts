/**
 * Session store in Redis: one hash a session under its own time to live, an index by venue, one key
 * a bearer.
 */
import { parseSessionId, parseVenueId, type SessionId, type VenueId } from "@sighej/protocol";
import type { Redis } from "ioredis";
import { encodeLedger } from "../../domain/aggregate/ledger.ts";
import type { Session } from "../../domain/session.ts";
import { MatcherError } from "../../errors.ts";
import type { BearerDigest, Clock, Edited, SessionChange, SessionStore } from "../../ports.ts";
import { BIND, UNBIND } from "./carrier-script.ts";
import { asked, newsText } from "./connection.ts";
import { INDEX_GRACE, type Keys } from "./keys.ts";
import { CREATE, EDIT, EXTEND, REMOVE, SPEND } from "./scripts.ts";
import { carrierText, changedFieldsOf, decodeSession, fieldsOf } from "./session-record.ts";

/** Sessions read in one round trip: 500 records are some 150 kB. */
const AT_ONCE = 500;

export function redisSessions(client: Redis, keys: Keys, clock: Clock, most: number): SessionStore {
  const read = async (venue: VenueId, id: SessionId): Promise<Session | undefined> =>
    sessionIn(venue, await client.hgetall(keys.session(venue, id)));

  const remove = async (venue: VenueId, id: SessionId): Promise<boolean> => {
    const bearer = await client.eval(
      REMOVE,
      1,
      keys.session(venue, id),
      ...[id, keys.under(venue), keys.news, newsText("session", venue, id)],
    );
    if (bearer === "") return false;
    // Last, and in a slot of its own: should it be left over, it leads nowhere and expires.
    await client.del(keys.bearer(bearer as BearerDigest));
    return true;
  };

  const extend = async (
    old: SessionId,
    next: Session,
    bearer: BearerDigest,
    spends: boolean,
  ): Promise<Edited> => {
    const { venue, id, expiresAt } = next;
    const touched = [
      keys.session(venue, old),
      keys.session(venue, id),
      keys.sessions(venue),
      keys.pairs(venue, old),
      keys.pairs(venue, id),
    ];
    const answer = await client.eval(
      EXTEND,
      touched.length,
      ...touched,
      ...[old, id, expiresAt, INDEX_GRACE, keys.news],
      ...[newsText("extended", venue, old), newsText("session", venue, id)],
      ...[spends ? "1" : "0", keys.under(venue)],
      ...fieldsOf(next, bearer),
    );
    if (answer === "no-edits-left") return answer;
    const [oldBearer, ...fields] = answer as readonly string[];
    if (oldBearer === undefined) return undefined;
    await client.set(keys.bearer(bearer), `${venue} ${id}`, "PXAT", expiresAt);
    await client.del(keys.bearer(oldBearer as BearerDigest));
    return sessionIn(venue, recordOf(fields));
  };

  return {
    create: (session, bearer) =>
      asked(async () => {
        const { venue, id, expiresAt } = session;
        const created = await client.eval(
          CREATE,
          2,
          keys.session(venue, id),
          keys.sessions(venue),
          ...[id, clock(), most, expiresAt, INDEX_GRACE],
          ...[keys.news, newsText("session", venue, id)],
          ...fieldsOf(session, bearer),
        );
        if (created === 0) return "full";
        await client.set(keys.bearer(bearer), `${venue} ${id}`, "PXAT", expiresAt);
        return "created";
      }),
    find: (venue, id) => asked(() => read(venue, id)),
    findByBearer: (bearer) =>
      asked(async () => {
        const [venueText, idText] = ((await client.get(keys.bearer(bearer))) ?? "").split(" ");
        const venue = parseVenueId(venueText);
        const id = parseSessionId(idText);
        return venue.ok && id.ok ? read(venue.value, id.value) : undefined;
      }),
    list: (venue) =>
      asked(async () => {
        const ids = await client.zrangebyscore(keys.sessions(venue), `(${clock()}`, "+inf");
        const sessions: Session[] = [];
        for (let from = 0; from < ids.length; from += AT_ONCE) {
          const turn = client.pipeline();
          for (const id of ids.slice(from, from + AT_ONCE))
            turn.hgetall(keys.session(venue, id as SessionId));
          for (const [problem, fields] of (await turn.exec()) ?? []) {
            if (problem !== null) throw problem;
            const session = sessionIn(venue, fields as Record<string, string>);
            if (session !== undefined) sessions.push(session);
          }
        }
        return sessions;
      }),
    edit: (venue, id, change: SessionChange) =>
      asked(async () => {
        const answer = await client.eval(
          EDIT,
          1,
          keys.session(venue, id),
          ...[keys.news, newsText("session", venue, id)],
          ...[change.profile === undefined ? "0" : "1", ...changedFieldsOf(change)],
        );
        if (answer === "no-edits-left") return answer;
        return sessionIn(venue, recordOf(answer as readonly string[]));
      }),
    extend: (old, next, bearer, spends) => asked(() => extend(old, next, bearer, spends)),
    bind: (venue, id, carrier, now) =>
      asked(async () => {
        const stock = "id" in carrier ? [keys.carrier(venue, carrier.id)] : [];
        const answer = await client.eval(
          BIND,
          1 + stock.length,
          ...[keys.session(venue, id), ...stock],
          ...[id, carrier.kind, carrierText(carrier), now],
          ...[keys.news, newsText("session", venue, id)],
        );
        if (answer === "taken" || answer === "has-one") return answer;
        return sessionIn(venue, recordOf(answer as readonly string[]));
      }),
    unbind: (venue, id, kind, now) =>
      asked(async () => {
        const answer = await client.eval(
          UNBIND,
          1,
          keys.session(venue, id),
          ...[id, kind, now, keys.under(venue), keys.news, newsText("session", venue, id)],
        );
        return sessionIn(venue, recordOf(answer as readonly string[]));
      }),
    spend: (venue, id, expected, next) =>
      asked(async () => {
        const ledgers = [expected, next].map(encodeLedger);
        return (await client.eval(SPEND, 1, keys.session(venue, id), ...ledgers)) === 1;
      }),
    remove: (venue, id) => asked(() => remove(venue, id)),
    forgetExpired: (venue, now) =>
      asked(async () => {
        const over = await client.zrangebyscore(
          keys.sessions(venue),
          "-inf",
          now,
          "LIMIT",
          0,
          AT_ONCE,
        );
        for (const id of over) await remove(venue, id as SessionId);
        return over.length;
      }),
  };
}

/** The session of a hash's fields; undefined when there are none. */
function sessionIn(venue: VenueId, fields: Readonly<Record<string, string>>): Session | undefined {
  if (Object.keys(fields).length === 0) return undefined;
  const session = decodeSession(venue, fields);
  if (session.ok) return session.value;
  throw new MatcherError(
    "store-failed",
    `a session record cannot be read: ${session.problem.detail}`,
  );
}

/** Scripts answer a hash as field, value, field, value … */
const recordOf = (flat: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    flat.flatMap((field, at) => (at % 2 === 0 ? [[field, flat[at + 1] ?? ""]] : [])),
  );
