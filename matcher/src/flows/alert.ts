/**
 * Alert: pushes a report of an attendee to every host who listens, within half a minute, whether or
 * not a page is open. It says that there is one, of which nudge and in which zone; not by whom.
 */
import {
  type AlertMessage,
  type AlertsView,
  type DurationMs,
  decodePushSubscription,
  seconds,
  type VenueId,
} from "@sighej/protocol";
import { ALERT_LIFE, type AlertStore, type Listener } from "../alert-ports.ts";
import { verdictOf } from "../domain/staff/access.ts";
import type { Clock, Count, KeptComplaint, Pusher, Report } from "../ports.ts";
import type { Account, StaffStore } from "../staff-ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { OwnSession } from "./staff/ports.ts";

export interface AlertPorts {
  readonly alerts: AlertStore;
  readonly staff: Pick<StaffStore, "accounts">;
  /** Undefined where nothing is pushed. */
  readonly pusher: Pusher | undefined;
  /** The public half of the keys that pushes are signed with; undefined where none are sent. */
  readonly pushKey: string | undefined;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

/** Told of every report as it comes. */
export interface Alerter {
  complained(venue: VenueId, complaint: Pick<KeptComplaint, "zone" | "nudge">): void;
  stop(): void;
}

/** What staff ask for of their own browser. */
export interface AlertFlows {
  show(session: OwnSession): Promise<Outcome<AlertsView>>;
  subscribe(session: OwnSession, body: unknown): Promise<Outcome<undefined>>;
  unsubscribe(session: OwnSession): Promise<Outcome<undefined>>;
}

/** A push service that fails is asked again after so long: three times, all within half a minute. */
const AGAIN_AFTER: readonly DurationMs[] = [seconds(2), seconds(5), seconds(10)];

export function alerterOf(ports: AlertPorts): Alerter {
  const timers = new Set<NodeJS.Timeout>();
  const send = async (to: Listener, message: AlertMessage, tries = 0): Promise<void> => {
    const outcome = await ports.pusher?.push(to.subscription, message, ALERT_LIFE);
    if (outcome === "gone") await ports.alerts.drop(to.session);
    const wait = AGAIN_AFTER[tries];
    if (outcome !== "failed" || wait === undefined) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      send(to, message, tries + 1).catch(failed);
    }, wait);
    timers.add(timer);
  };
  const failed = (cause: unknown) => ports.report("a host could not be told of a report", cause);
  const tellAll = async (message: AlertMessage) => {
    const listeners = await hostsOf(ports, message.venue);
    ports.count("alert", listeners.length);
    await Promise.all(listeners.map((each) => send(each, message)));
  };
  return {
    complained: (venue, { zone, nudge }) => {
      if (ports.pusher !== undefined) tellAll({ kind: "report", venue, zone, nudge }).catch(failed);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** Those whose account may see the venue's reports now, whatever it was when they subscribed. */
async function hostsOf({ alerts, staff, clock }: AlertPorts, venue: VenueId) {
  const listeners = await alerts.listening(clock());
  if (listeners.length === 0) return [];
  const accounts = new Map((await staff.accounts()).map((each) => [each.id, each]));
  return listeners.filter(({ account }) => maySee(accounts.get(account), venue));
}

function maySee(account: Account | undefined, venue: VenueId): boolean {
  if (account === undefined || account.disabled) return false;
  const { id, name, role, venues } = account;
  const who = { kind: "account", id, name, role, venues } as const;
  return verdictOf(who, "listComplaints", venue) === "allowed";
}

export const alertFlows = ({ alerts, pushKey, clock }: AlertPorts): AlertFlows => ({
  show: async ({ digest }) =>
    done({
      on: await alerts.has(digest, clock()),
      ...(pushKey === undefined ? {} : { pushKey }),
    }),
  subscribe: async ({ account, digest, expiresAt }, body) => {
    const asked = decodePushSubscription(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const listener = { account: account.id, session: digest, until: expiresAt };
    const kept = await alerts.keep({ ...listener, subscription: asked.value }, clock());
    return kept === "kept" ? done(undefined) : denied({ kind: "too-many-alerts" });
  },
  unsubscribe: async ({ digest }) => {
    await alerts.drop(digest);
    return done(undefined);
  },
});
