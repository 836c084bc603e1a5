/**
 * Memory answers: the reference implementation of `AnswerStore`. The twin of the answer script.
 */
import {
  type NudgeId,
  type SessionId,
  type UnixMs,
  unixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import { type Claimed, cueUntil, reply, settledAt } from "../../domain/answers/claimed.ts";
import {
  type AnswerStore,
  type Clock,
  COMPLAINT_LIFE,
  type KeptCue,
  MAX_COMPLAINTS,
  type News,
  type Taken,
} from "../../ports.ts";
import { forgetNudge, live, type Shelf } from "./shelf.ts";

export function memoryAnswers(
  shelfOf: (venue: VenueId) => Shelf,
  tell: (news: News) => void,
  clock: Clock,
): AnswerStore {
  /** A nudge of this session that may still be answered. */
  const ownOf = (venue: VenueId, session: SessionId, nudge: NudgeId): Claimed | undefined =>
    live(shelfOf(venue), session, clock)?.nudges.has(nudge)
      ? shelfOf(venue).claimed.get(nudge)
      : undefined;
  const looksIn = (shelf: Shelf, zone: ZoneId, now: UnixMs) =>
    (shelf.looks.get(zone) ?? []).filter(({ until }) => now < until);

  return {
    answer: async ({ venue, session, nudge, reply: said, now, restUntil, seed }) => {
      const shelf = shelfOf(venue);
      const claimed = ownOf(venue, session, nudge);
      const entry = live(shelf, session, clock);
      if (claimed === undefined || entry === undefined) return { kind: "unknown" };
      const { zone } = claimed;
      entry.outbox.delete(nudge);
      entry.session = { ...entry.session, history: { ...entry.session.history, ignored: 0 } };
      const hadCue = claimed.cue !== undefined;
      const outcome = reply(
        claimed,
        nudge,
        said,
        now,
        (id) => live(shelf, id, clock)?.session.open === true,
        () => looksIn(shelf, zone, now),
        seed,
      );
      if (outcome.kind === "taken") return outcome;
      const sessions = outcome.nudges.flatMap((id) => claimed.sides.get(id)?.session ?? []);
      const taken: Taken = { kind: outcome.kind, zone, sessions };
      if (outcome.kind === "hello" || claimed.cue === undefined) return taken;
      const { at, ...look } = claimed.cue;
      const until = cueUntil(at);
      if (!hadCue) shelf.looks.set(zone, [...looksIn(shelf, zone, now), { ...look, until }]);
      for (const id of outcome.nudges) {
        const cue: KeptCue = { nudge: id, ...look, zone, expiresAt: until };
        const side = claimed.sides.get(id);
        const own = side && live(shelf, side.session, clock);
        if (own === undefined) continue;
        own.cues.set(id, cue);
        const quietUntil = unixMs(Math.max(own.session.quietUntil, restUntil));
        const history = { ...own.session.history, lastYesYesAt: now };
        own.session = { ...own.session, quietUntil, history };
        tell({ kind: "nudge", venue, session: own.session.id });
      }
      return taken;
    },
    lapse: async (venue, now) => {
      const shelf = shelfOf(venue);
      let ignored = 0;
      for (const [nudge, expiresAt] of shelf.due) {
        if (now < expiresAt) continue;
        shelf.due.delete(nudge);
        const side = shelf.claimed.get(nudge)?.sides.get(nudge);
        const entry = side && live(shelf, side.session, clock);
        if (side?.said !== undefined || entry === undefined) continue;
        const { history } = entry.session;
        entry.session = {
          ...entry.session,
          history: { ...history, ignored: history.ignored + 1 },
        };
        ignored++;
        tell({ kind: "session", venue, session: entry.session.id });
      }
      for (const [nudge, claimed] of shelf.claimed)
        if (now >= settledAt(claimed) && !shelf.due.has(nudge)) forgetNudge(shelf, nudge);
      return ignored;
    },
    complain: async (venue, session, nudge, now) => {
      const claimed = ownOf(venue, session, nudge);
      if (claimed === undefined) return "unknown";
      const { complaints } = shelfOf(venue);
      const { zone } = claimed;
      if (complaints.has(nudge)) return "repeated";
      complaints.set(nudge, { zone, at: now, nudge, handled: false });
      for (const [id, { at }] of complaints)
        if (now >= at + COMPLAINT_LIFE || complaints.size > MAX_COMPLAINTS) complaints.delete(id);
      return { zone };
    },
    handle: async (venue, nudge, handled) => {
      const { complaints } = shelfOf(venue);
      const known = complaints.get(nudge);
      if (known !== undefined) complaints.set(nudge, { ...known, handled });
      return known !== undefined;
    },
    complaints: async (venue, now) =>
      [...shelfOf(venue).complaints.values()]
        .filter(({ at }) => now < at + COMPLAINT_LIFE)
        .sort((one, other) => other.at - one.at),
  };
}
