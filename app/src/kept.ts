/**
 * Kept: the session in the phone's own storage, so that a reload, or the page that a notice opens,
 * finds it again with the nudge that was on the screen; both ways.
 *
 * The only thing that the page ever stores: written after consent, gone with the session. What is
 * out of date at the next opening is removed before anything else happens.
 */
import {
  type Bearer,
  type Cue,
  type DurationMs,
  decodeCarrierBinding,
  decodeCue,
  decodeNudge,
  decodeSessionStarted,
  decodeVenueView,
  durationMs,
  encodeCarrierBinding,
  encodeSessionStarted,
  type Nudge,
  type NudgeId,
  parseNudgeId,
  type SessionStarted,
  type UnixMs,
  type VenueView,
} from "@sighej/protocol";
import { isStock, type Paired, type StockBinding } from "./finding.ts";
import type { Meeting } from "./meeting.ts";
import type { OwnSession } from "./session.ts";

const KEY = "sighej.session";

/** A session, and what its page was showing. */
export interface Remembered {
  readonly session: OwnSession;
  readonly venue: VenueView;
  readonly shown: Nudge | undefined;
  readonly meeting: Meeting | undefined;
  readonly over: readonly NudgeId[];
  readonly lent: StockBinding | undefined;
  readonly paired: Paired | undefined;
}

/** As read: its times are as old as it is, and `ahead` is as of then. */
interface Read extends Omit<Remembered, "session"> {
  readonly started: SessionStarted;
  readonly ahead: DurationMs;
}

export interface Kept {
  /** What was kept, if its session can still stand at `now` by the phone's clock. */
  read(now: UnixMs): Read | undefined;
  /** False where it could not be kept. */
  write(remembered: Remembered): boolean;
  /**
   * Only what belongs to `bearer`, where one is given: another page may hold another session by now.
   * False where that is so.
   */
  clear(bearer?: Bearer): boolean;
}

/**
 * `storage` answers `localStorage`, which some settings forbid even to name. Storage that is full or
 * forbidden costs the way back after a reload and nothing else, so it is no fault.
 */
export function keptIn(storage: () => Storage): Kept {
  const text = () => attempt(() => storage().getItem(KEY));
  const clear = () => void attempt(() => storage().removeItem(KEY));
  return {
    read(now) {
      const held = readIn(text() ?? "null");
      // The phone's clock may be wrong by minutes, so the matcher has the last word on the rest.
      const stands = held !== undefined && held.started.expiresAt > now - CLOCK_ERROR_MS;
      if (!stands) clear();
      return stands ? held : undefined;
    },
    write({ session: { view, bearer, beaconKey, ahead }, lent: bound, paired, ...shown }) {
      const started = encodeSessionStarted({ ...view, bearer, beaconKey });
      const lent = bound && encodeCarrierBinding(bound);
      const badge = paired && encodeCarrierBinding(paired.badge);
      const device = paired?.device;
      const text = JSON.stringify({ started, ahead, lent, badge, device, ...shown });
      return attempt(() => storage().setItem(KEY, text) ?? true) ?? false;
    },
    clear(bearer) {
      const other = readIn(text() ?? "null")?.started.bearer;
      if (bearer !== undefined && other !== undefined && other !== bearer) return false;
      clear();
      return true;
    },
  };
}

/** Phones that set their clock by hand are off by minutes; more would keep a dead session around. */
const CLOCK_ERROR_MS = 300_000;

function readIn(text: string): Read | undefined {
  const held = attempt(() => JSON.parse(text) as unknown);
  if (typeof held !== "object" || held === null) return undefined;
  const { started, ahead, venue, lent, badge, device, ...rest } = held as Readonly<
    Record<string, unknown>
  >;
  const { shown, meeting, over } = rest;
  const session = decodeSessionStarted(started);
  const place = decodeVenueView(venue);
  if (!session.ok || !place.ok) return undefined;
  return {
    started: session.value,
    ahead: durationMs(typeof ahead === "number" ? ahead : 0),
    venue: place.value,
    shown: nudgeIn(shown),
    meeting: meetingIn(meeting),
    over: (Array.isArray(over) ? over : []).flatMap((each: unknown) => {
      const id = parseNudgeId(each);
      return id.ok ? [id.value] : [];
    }),
    lent: stockIn(lent),
    paired: pairedIn(badge, device),
  };
}

function stockIn(held: unknown): StockBinding | undefined {
  const binding = decodeCarrierBinding(held);
  return binding.ok && isStock(binding.value) ? binding.value : undefined;
}

function pairedIn(held: unknown, device: unknown): Paired | undefined {
  const badge = stockIn(held);
  return badge !== undefined && typeof device === "string" ? { badge, device } : undefined;
}

function meetingIn(held: unknown): Meeting | undefined {
  if (typeof held !== "object" || held === null) return undefined;
  const { at, nudge, cue } = held as Readonly<Record<string, unknown>>;
  const [asked, sign] = [nudgeIn(nudge), cueIn(cue)];
  if (at === "waiting") return asked && { at, nudge: asked };
  return (at === "cue" || at === "after") && sign !== undefined ? { at, cue: sign } : undefined;
}

function nudgeIn(held: unknown): Nudge | undefined {
  const nudge = decodeNudge(held);
  return nudge.ok ? nudge.value : undefined;
}

function cueIn(held: unknown): Cue | undefined {
  const cue = decodeCue(held);
  return cue.ok ? cue.value : undefined;
}

function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
