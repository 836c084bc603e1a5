/**
 * Ingest: turns sighting frames into claims: decode, step, claim, append.
 *
 * Frames are taken in at once and nothing is queued. Claims run side by side, as many as one tick
 * proposes at most; whoever waits for an answer is not proposed again meanwhile.
 */
import {
  after,
  base64urlOf,
  decodeSightings,
  type GatewayId,
  NUDGE_ID_BYTES,
  NUDGE_LIFE,
  type NudgeId,
  nudgeIdOf,
  type SessionId,
  sentenceOf,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import { type Explanation, explain } from "../domain/explain.ts";
import type { Proposal, Side } from "../domain/nudge.ts";
import type {
  Claim,
  ClaimId,
  ClaimSide,
  Clock,
  Count,
  Note,
  NudgeStore,
  Random,
  Report,
  TellGateway,
} from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface IngestPorts {
  readonly venues: Venues;
  readonly nudges: NudgeStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly note: Note;
  /** Sees to it that a phone without a connection hears of its nudge. */
  readonly wake: (venue: VenueId, nudge: NudgeId, session: SessionId) => void;
  readonly report: Report;
  /** Hears why two were nudged: receivers, probability, time; nothing that names anybody. */
  readonly explained: (why: Explanation) => void;
}

const CLAIM_ID_BYTES = 16;

/**
 * One sighting frame of one gateway, as it came. What has been taken in is acknowledged, and so is
 * what was refused for good: sent again it would be refused again.
 */
export function ingestFrame(
  { venues, count, clock }: Pick<IngestPorts, "venues" | "count" | "clock">,
  venue: VenueId,
  gateway: GatewayId,
  frame: Uint8Array,
  tell: TellGateway = () => {},
): void {
  const batch = decodeSightings(frame);
  if (!batch.ok) {
    count(`frame-${batch.problem.kind}`);
    return;
  }
  venues.tell(venue, { kind: "batch", gateway, batch: batch.value });
  const { bootId, sequence } = batch.value;
  const ranges = [{ first: sequence, last: sequence }];
  tell(venue, gateway, { command: "ack", bootId, at: unixMs(Math.floor(clock())), ranges });
}

/** Lets a second pass on one floor and claims what it proposes. */
export async function tickVenue(ports: IngestPorts, venue: VenueId): Promise<void> {
  const proposals = ports.venues.tell(venue, { kind: "tick" });
  await Promise.all(proposals.map((proposal) => claimSides(ports, venue, proposal)));
}

async function claimSides(ports: IngestPorts, venue: VenueId, proposal: Proposal): Promise<void> {
  const { venues, nudges, wake, count, note, report } = ports;
  try {
    const claim = claimOf(ports, venue, proposal);
    const answer = await nudges.claim(claim);
    count(`claim-${answer}`);
    venues.tell(venue, { kind: "answered", proposal, answer });
    if (answer !== "nudged") return;
    for (const { session, nudge } of claim.sides) wake(venue, nudge.id, session);
    const sessions = claim.sides.map(({ session }) => session);
    for (const why of explanationsOf(ports, venue, sessions)) ports.explained(why);
    note({ kind: "nudged", venue, zone: proposal.zone, sessions });
  } catch (cause) {
    // They wait for an answer in vain and are proposed again after a while.
    count("claim-failed");
    report("a nudge could not be claimed", cause);
  }
}

/** Of every two of them who have an encounter. */
function explanationsOf(
  { venues, clock }: Pick<IngestPorts, "venues" | "clock">,
  venue: VenueId,
  sessions: readonly SessionId[],
): readonly Explanation[] {
  const floor = venues.all.get(venue)?.floor;
  if (floor === undefined) return [];
  const members = sessions.flatMap((each) => floor.members.get(each) ?? []);
  return members.flatMap((a, at) =>
    members.slice(0, at).flatMap((b) => explain(floor, a, b, clock()) ?? []),
  );
}

function claimOf(
  { venues, random, clock }: IngestPorts,
  venue: VenueId,
  { sides, zone }: Proposal,
): Claim {
  const policy = venues.all.get(venue)?.floor.plan.policy.nudge;
  if (policy === undefined) throw new RangeError("a proposal comes from a venue of ours");
  const now = clock();
  const expiries = sides.map(({ session }) => session.expiresAt);
  const expiresAt = unixMs(Math.min(after(now, NUDGE_LIFE), ...expiries));
  const sideOf = ({ session, reason }: Side): ClaimSide => ({
    session: session.id,
    revision: session.revision,
    nudge: {
      id: nudgeIdOf(random(NUDGE_ID_BYTES)),
      phrase: sentenceOf(reason, session.language),
      zone,
      expiresAt,
    },
  });
  return {
    id: base64urlOf(random(CLAIM_ID_BYTES)) as ClaimId,
    venue,
    sides: sides.map(sideOf),
    now,
    quietUntil: after(now, policy.gap),
    limits: policy,
  };
}
