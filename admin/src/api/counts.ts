/**
 * Counts: released aggregates as a request. Numbers about people come from nowhere else.
 */
import {
  type AggregateMetric,
  type Aggregates,
  decodeAggregates,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import { joined } from "../counts.ts";
import { type Answer, ask } from "./ask.ts";

export interface Range {
  readonly from: UnixMs;
  readonly until: UnixMs;
}

/** A year of a large venue has more pages than anybody waits for: the rest is said to be missing. */
const PAGES_AT_MOST = 16;

/**
 * Cells of buckets that lie within `range`, page after page; `more` stays true where even that was not
 * all.
 */
export async function findCounts(
  venue: VenueId,
  metric: AggregateMetric,
  { from, until }: Range,
): Promise<Answer<Aggregates>> {
  let start = from;
  const pages: Aggregates[] = [];
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const answer = await ask({
      path: `/admin/venue/${venue}/aggregates`,
      query: { metric, from: start, until },
      decode: decodeAggregates,
    });
    if (!answer.ok) return answer;
    pages.push(answer.value);
    const last = answer.value.byTime.at(-1);
    // The last bucket of a full page may lack some of its cells: it is asked for again, whole.
    if (!answer.value.more || last === undefined || last.from <= start) break;
    start = last.from;
  }
  return { ok: true, value: joined(pages) };
}
