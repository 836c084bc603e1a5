/**
 * Ingest: turns sighting frames into claims: decode, step, claim, append.
 *
 * Frames are taken in at once and nothing is queued. Claims run side by side, as many as one tick
 * proposes at most; whoever waits for an answer is not proposed again meanwhile.
 */
import {
  after,
  decodeSightings,
  type GatewayId,
  NUDGE_ID_BYTES,
  NUDGE_LIFE,
  type Nudge,
  nudgeIdOf,
  phraseOf,
  type UnixMs,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import type { Proposal } from "../domain/nudge.ts";
import type { Session } from "../domain/session.ts";
import type { Claim, ClaimSide, Clock, Count, NudgeStore, Random, Report } from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface IngestPorts {
  readonly venues: Venues;
  readonly nudges: NudgeStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

/** One sighting frame of one gateway, as it came. */
export function ingestFrame(
  { venues, count }: Pick<IngestPorts, "venues" | "count">,
  venue: VenueId,
  gateway: GatewayId,
  frame: Uint8Array,
): void {
  const batch = decodeSightings(frame);
  if (batch.ok) venues.tell(venue, { kind: "batch", gateway, batch: batch.value });
  else count(`frame-${batch.problem.kind}`);
}

/** Lets a second pass on one floor and claims what it proposes. */
export async function tickVenue(ports: IngestPorts, venue: VenueId): Promise<void> {
  const proposals = ports.venues.tell(venue, { kind: "tick" });
  await Promise.all(proposals.map((proposal) => claimPair(ports, venue, proposal)));
}

async function claimPair(ports: IngestPorts, venue: VenueId, proposal: Proposal): Promise<void> {
  const { venues, nudges, count, report } = ports;
  const { a, b } = proposal;
  try {
    const answer = await nudges.claim(claimOf(ports, venue, proposal));
    count(`claim-${answer}`);
    venues.tell(venue, { kind: "answered", a: a.id, b: b.id, answer });
  } catch (cause) {
    // The pair waits for its answer in vain and is proposed again after a while.
    count("claim-failed");
    report("a nudge could not be claimed", cause);
  }
}

function claimOf(
  { venues, random, clock }: IngestPorts,
  venue: VenueId,
  proposal: Proposal,
): Claim {
  const { a, b } = proposal;
  const now = clock();
  const expiresAt = unixMs(Math.min(after(now, NUDGE_LIFE), a.expiresAt, b.expiresAt));
  const side = (session: Session): ClaimSide => ({
    session: session.id,
    revision: session.revision,
    nudge: nudgeFor(session, proposal, expiresAt, random),
  });
  const gap = venues.all.get(venue)?.floor.plan.policy.nudge.gap;
  if (gap === undefined) throw new RangeError("a proposal comes from a venue of ours");
  return { venue, a: side(a), b: side(b), now, quietUntil: after(now, gap) };
}

const nudgeFor = (
  { language }: Session,
  { overlap, zone }: Proposal,
  expiresAt: UnixMs,
  random: Random,
): Nudge => ({
  id: nudgeIdOf(random(NUDGE_ID_BYTES)),
  phrase: phraseOf(overlap.first, overlap.second, language),
  zone,
  expiresAt,
});
