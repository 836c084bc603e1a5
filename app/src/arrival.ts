/**
 * Arrival: from the link to the venue, and back to a session that this phone had before.
 */
import { parseVenueId, seconds, type UnixMs, type VenueId, type VenueLink } from "@sighej/protocol";
import type { Api } from "./api.ts";
import { backOff } from "./back-off.ts";
import type { Held, Input } from "./input.ts";
import type { Kept } from "./kept.ts";
import type { Notices } from "./notices.ts";
import { type OwnSession, ownSession, viewedAt } from "./session.ts";
import { nothingShown } from "./step.ts";
import { transferIn } from "./transfer.ts";
import { wait } from "./wait.ts";

/** A dead network says nothing for ever; what the phone remembers is better than a longer wait. */
const PATIENCE = seconds(3);

/** What a page is given by its browser. */
export interface VisitConfig {
  /** As in `location`: where the matcher is, and which venue the link names. */
  readonly origin: string;
  readonly path: string;
  /** What the QR said besides, if anything. */
  readonly link?: VenueLink | undefined;
  readonly api: Api;
  readonly kept: Kept;
  readonly notices: Notices;
  readonly now: () => UnixMs;
  /** 0 to 1. */
  readonly random: () => number;
}

export interface Arrival {
  /** Begin, or begin anew without waiting. */
  begin(): Promise<void>;
  /** Take over the session that a transfer code names. */
  take(code: string): Promise<void>;
  close(): void;
}

type Arrived = Extract<Input, { readonly kind: "arrived" | "nowhere" }>;

/** What is done about a session that nobody goes on with. */
interface LeftBehind {
  /** Has the matcher delete it. */
  erase(session: OwnSession): void;
  /**
   * Takes back what the browser holds of it besides. One that ended while the page was closed could not:
   * its subscription would go to the next session, which has not asked, and tell that both are one's.
   */
  clearUp(): void;
}

export function openArrival(
  { path, api, kept, now, random }: VisitConfig,
  send: (input: Input) => void,
  { erase, clearUp }: LeftBehind,
): Arrival {
  let current = new AbortController();

  /** The venue, tried until there is an answer; then the session that this phone may still have. */
  async function begin(): Promise<void> {
    current.abort();
    current = new AbortController();
    const { signal } = current;
    // First of all: what is out of date goes, whatever happens next.
    const left = kept.read(now());
    if (left === undefined) clearUp();
    const named = /^\/v\/([^/]+)\/?$/.exec(path)?.[1];
    // Opened from the Home Screen the page names no venue; its session does.
    const venue = parseVenueId(named ?? left?.started.venue);
    if (!venue.ok) return send({ kind: "nowhere", why: "wrong-code" });
    for (let failures = 0; !signal.aborted; failures++) {
      const found = await look(venue.value, signal);
      if (signal.aborted) return;
      send(found);
      if (found.kind === "arrived" || found.why !== "unreachable") return;
      await wait(backOff(failures, random()), signal);
    }
  }

  /** What the matcher says, else what the phone remembers of it. */
  async function look(id: VenueId, signal: AbortSignal): Promise<Arrived> {
    const remembered = recalled(id);
    if (remembered === undefined) return ask(id);
    const asked = await Promise.race([ask(id), wait(PATIENCE, signal)]);
    const isAway = asked?.kind === "nowhere" && asked.why === "unreachable";
    return asked === undefined || isAway ? remembered : asked;
  }

  function recalled(id: VenueId): Arrived | undefined {
    const held = kept.read(now());
    if (held === undefined || held.started.venue !== id) return undefined;
    const { started, ahead, venue, ...shown } = held;
    const session = { ...ownSession(started, now()), ahead };
    return { kind: "arrived", venue, held: { session, ...shown }, isOld: true };
  }

  async function ask(id: VenueId): Promise<Arrived> {
    const answer = await api.venue(id);
    if (!answer.ok)
      return { kind: "nowhere", why: answer.fault === "gone" ? "unknown-venue" : "unreachable" };
    const held = await rejoin(id);
    return held === "unsure"
      ? { kind: "nowhere", why: "unreachable" }
      : { kind: "arrived", venue: answer.value, held };
  }

  /** `unsure` where only the matcher could say whether the session still stands, and it did not. */
  async function rejoin(venue: VenueId): Promise<Held | "unsure"> {
    const held = kept.read(now());
    if (held === undefined) return "none";
    const { started, ahead: _, venue: __, ...shown } = held;
    if (started.venue !== venue) {
      // The link of another venue was opened on this phone: one session at a time.
      kept.clear();
      clearUp();
      erase(ownSession(started, now()));
      return "none";
    }
    const view = await api.view(started.bearer);
    if (view.ok)
      return {
        session: { ...ownSession(started, now()), ...viewedAt(view.value, now()) },
        ...shown,
      };
    if (view.fault !== "gone") return "unsure";
    if (kept.clear(started.bearer)) clearUp();
    return "over";
  }

  async function take(code: string): Promise<void> {
    const from = transferIn(code);
    if (from === undefined) return send({ kind: "not-taken", why: "bad" });
    const { venue, ...own } = from;
    const [place, view] = await Promise.all([api.venue(venue), api.view(own.bearer)]);
    if (place.ok && view.ok && view.value.venue === venue) {
      const session = { ...own, ...viewedAt(view.value, now()) };
      return send({ kind: "arrived", venue: place.value, held: { ...nothingShown, session } });
    }
    const isAway = [place, view].some((each) => !each.ok && each.fault === "away");
    send({ kind: "not-taken", why: isAway ? "away" : "bad" });
  }

  return { begin, take, close: () => current.abort() };
}
