/**
 * Run: takes a crowd through the domain, second by second, as the matcher would. Pure but for the
 * floor and the people, which it changes in place.
 *
 * Positions are true: each zone has one gateway, which hears those who are there and nobody else.
 * Claims always succeed, since the domain alone proposes.
 */
import {
  type Floor,
  floorOf,
  noHistory,
  type Policy,
  type Proposal,
  planOf,
  type Session,
  step,
  usedUp,
} from "@sighej/matcher/domain";
import {
  after,
  BEACON_KEY_BYTES,
  CONSENT_VERSION,
  type DurationMs,
  dbm,
  decodeBeaconKey,
  durationMs,
  EDITS_MAX,
  type Epoch,
  epochAt,
  NUDGE_LIFE,
  SESSION_ID_BYTES,
  SESSION_LIFE,
  type SightingBatch,
  seconds,
  sessionIdOf,
  type Token,
  tokenOf,
  type UnixMs,
  unixMs,
  type ZoneId,
} from "@sighej/protocol";
import { type Rng, rngOf } from "../rng.ts";
import { type Guest, whereIs } from "./crowd.ts";
import { eligibleSince } from "./eligible.ts";
import { LENGTH, START, setup, slotsOf, zones } from "./hall.ts";

export interface Attendee {
  readonly guest: Guest;
  session: Session;
  /** When all who were nudged with this one said hi. */
  readonly yeses: UnixMs[];
  /** Nudges that it left without an answer, by when they were sent. */
  readonly silences: UnixMs[];
  tokenAt(epoch: Epoch): Token;
}

interface Push {
  readonly at: UnixMs;
  readonly proposal: Proposal;
  readonly to: readonly Attendee[];
  /** From when on nothing but chance and the rounds stood in the way. */
  readonly eligibleAt: UnixMs;
  /** Rarity of the rarest interest that all of them share, nats; undefined when there is none. */
  readonly topSharedIdf: number | undefined;
}

export interface Ran {
  readonly attendees: readonly Attendee[];
  readonly pushes: readonly Push[];
  /** How many were open, by zone, at every step. */
  readonly crowds: readonly { readonly at: UnixMs; readonly zones: ReadonlyMap<ZoneId, number> }[];
}

/** Between two looks at the hall; what is measured in seconds is known to this. */
export const STEP: DurationMs = seconds(10);
/** Level of whoever is in the zone: any will do. */
const HEARD = dbm(-60);
/** What people do with a nudge, and how long they take; guesses. */
const HI = 0.5;
const NOT_NOW = 0.25;
const REPLY_AFTER = seconds(40);

export function run(crowd: readonly Guest[], policy: Policy, seed: number): Ran {
  const rng = rngOf(seed);
  const floor = floorOf({ ...planOf(setup), policy });
  for (const zone of zones)
    step(floor, { kind: "quiet", zone: zone.id, slots: slotsOf(zone) }, START);
  const attendees = crowd.map((guest) => attendeeOf(guest, rng));
  const pushes: Push[] = [];
  const crowds: { at: UnixMs; zones: Map<ZoneId, number> }[] = [];
  const later: { at: number; act: (now: UnixMs) => void }[] = [];
  const tell = (attendee: Attendee, now: UnixMs) =>
    floor.members.has(attendee.session.id) &&
    step(floor, { kind: "session", session: attendee.session }, now);
  for (let sequence = 0; sequence * STEP <= LENGTH; sequence++) {
    const now = unixMs(START + sequence * STEP);
    for (const each of attendees) comeOrGo(floor, each, now);
    for (const { act } of later.filter(({ at }) => at <= now)) act(now);
    later.splice(0, later.length, ...later.filter(({ at }) => at > now));
    const here = hear(floor, attendees, now, sequence);
    crowds.push({ at: now, zones: here });
    for (const effect of step(floor, { kind: "tick" }, now).effects) {
      if (effect.kind !== "propose") continue;
      const { proposal } = effect;
      const to = attendees.filter(({ session }) =>
        proposal.sides.some((side) => side.session.id === session.id),
      );
      pushes.push({ at: now, proposal, to, ...eligibleSince(floor, proposal, crowds, now) });
      for (const each of to) {
        const { history } = each.session;
        each.session = {
          ...each.session,
          quietUntil: after(now, policy.nudge.gap),
          history: { ...history, nudges: [...history.nudges, now] },
        };
      }
      step(floor, { kind: "answered", proposal, answer: "nudged" }, now);
      for (const reply of repliesTo(to, now, rng))
        later.push({
          at: reply.at,
          act: (then) => {
            reply.act(then);
            for (const each of to) tell(each, then);
          },
        });
    }
  }
  return { attendees, pushes, crowds };
}

function attendeeOf(guest: Guest, rng: Rng): Attendee {
  const key = decodeBeaconKey(rng.bytes(BEACON_KEY_BYTES));
  if (!key.ok) throw new RangeError(key.problem.detail);
  const session: Session = {
    id: sessionIdOf(rng.bytes(SESSION_ID_BYTES)),
    venue: setup.id,
    interests: guest.interests,
    stars: guest.stars,
    approach: "open",
    language: "en",
    open: true,
    pausedUntil: unixMs(0),
    consent: CONSENT_VERSION,
    key: key.value,
    carriers: [],
    startedAt: guest.from,
    expiresAt: unixMs(Math.min(guest.until, guest.from + SESSION_LIFE)),
    revision: 0,
    editsLeft: EDITS_MAX,
    quietUntil: unixMs(0),
    history: noHistory,
    // Nothing is counted here: a floor need not say what could be.
    ledger: usedUp,
  };
  let said: { epoch: Epoch; token: Token } | undefined;
  const tokenAt = (epoch: Epoch) => {
    if (said?.epoch !== epoch) said = { epoch, token: tokenOf(session.key, session.venue, epoch) };
    return said.token;
  };
  return { guest, session, yeses: [], silences: [], tokenAt };
}

export const isHere = ({ session }: Attendee, now: UnixMs): boolean =>
  now >= session.startedAt && now < session.expiresAt;

function comeOrGo(floor: Floor, attendee: Attendee, now: UnixMs): void {
  const { session } = attendee;
  const known = floor.members.has(session.id);
  if (isHere(attendee, now) && !known) step(floor, { kind: "session", session }, now);
  if (!isHere(attendee, now) && known)
    step(floor, { kind: "session-gone", session: session.id }, now);
}

/** Lets every gateway hear its zone; how many are in each. */
function hear(
  floor: Floor,
  attendees: readonly Attendee[],
  now: UnixMs,
  sequence: number,
): Map<ZoneId, number> {
  const here = new Map<ZoneId, Token[]>(zones.map(({ id }) => [id, []]));
  for (const each of attendees) {
    const zone = isHere(each, now) ? whereIs(each.guest, now) : undefined;
    if (zone !== undefined) here.get(zone)?.push(each.tokenAt(epochAt(now)));
  }
  for (const { id, zone } of setup.gateways)
    step(
      floor,
      { kind: "batch", gateway: id, batch: batchOf(here.get(zone) ?? [], now, sequence) },
      now,
    );
  return new Map([...here].map(([zone, tokens]) => [zone, tokens.length]));
}

const batchOf = (tokens: readonly Token[], now: UnixMs, sequence: number): SightingBatch => ({
  bootId: 1,
  sequence,
  windowStart: unixMs(now - 1_000),
  windowLength: durationMs(1_000),
  clockError: durationMs(0),
  replayed: false,
  sightings: tokens.map((token) => ({ token, count: 1, mean: HEARD, max: HEARD })),
});

/** What those who were nudged do, and when. */
function repliesTo(
  to: readonly Attendee[],
  now: UnixMs,
  rng: Rng,
): readonly { readonly at: number; readonly act: (then: UnixMs) => void }[] {
  const said = to.map(() => rng.uniform());
  const all = said.every((each) => each < HI);
  const note = (each: Attendee, change: Partial<Session["history"]>) => {
    each.session = { ...each.session, history: { ...each.session.history, ...change } };
  };
  return to.map((each, at) => {
    const silent = (said[at] ?? 1) >= HI + NOT_NOW;
    return {
      at: after(now, silent ? NUDGE_LIFE : REPLY_AFTER),
      act: (then) => {
        if (silent) each.silences.push(now);
        if (all) each.yeses.push(then);
        note(each, {
          ignored: silent ? each.session.history.ignored + 1 : 0,
          ...(all ? { lastYesYesAt: then } : {}),
        });
      },
    };
  });
}
