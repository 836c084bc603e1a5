import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gatewayId, venueId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { channels, filterOf, PARTITIONS, parseTopic, partitionOf, topicOf } from "./topics.ts";

const topic = fc.record({
  venue: venueId,
  gateway: gatewayId,
  channel: fc.constantFrom(...channels),
});

describe("a topic", () => {
  it("is parsed back into what it was built from", () =>
    decodesWhatItEncodes(topic, topicOf, parseTopic));

  it("is parsed from any text without throwing", () => neverThrows(fc.string(), parseTopic));

  it("under another venue's partition is refused", () => {
    fc.assert(
      fc.property(topic, (value) => {
        const own = partitionOf(value.venue);
        const moved = topicOf(value).replace(`/${own}/`, `/${(own + 1) % PARTITIONS}/`);
        expect(parseTopic(moved).ok).toBe(false);
      }),
    );
  });

  it("matches the filters for its channel", () => {
    const matches = (filter: string, text: string) =>
      new RegExp(`^${filter.replaceAll("+", "[^/]+")}$`).test(text);
    fc.assert(
      fc.property(topic, (value) => {
        expect(matches(filterOf(value.channel), topicOf(value))).toBe(true);
        expect(matches(filterOf(value.channel, value.venue), topicOf(value))).toBe(true);
      }),
    );
  });

  it("spreads venues over all 64 partitions", () => {
    const seen = new Set(fc.sample(venueId, { numRuns: 2_000, seed: 1 }).map(partitionOf));
    expect(seen.size).toBe(PARTITIONS);
  });
});
