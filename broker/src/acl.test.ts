import { channels, filterOf, parseGatewayId, parseVenueId, topicOf } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grantsOf } from "./acl.ts";

const venue = known(parseVenueId("6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001"));
const otherVenue = known(parseVenueId("6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a002"));
const door = known(parseGatewayId("door"));
const stage = known(parseGatewayId("stage"));
const gateway = grantsOf({ kind: "gateway", venue, gateway: door });
const matcher = grantsOf({ kind: "matcher" });
const operator = grantsOf({ kind: "operator" });

const topics = [venue, otherVenue].flatMap((each) =>
  [door, stage].flatMap((at) =>
    channels.map((channel) => topicOf({ venue: each, gateway: at, channel })),
  ),
);
const ofDoor = (channel: (typeof channels)[number]) => topicOf({ venue, gateway: door, channel });

describe("a gateway", () => {
  it("publishes its own sightings, status and check-ins, and nothing else", () => {
    expect(topics.filter((topic) => gateway.publishRefusal(topic, false) === undefined)).toEqual([
      ofDoor("sightings"),
      ofDoor("status"),
      ofDoor("check-ins"),
    ]);
  });

  it("reads its own config and command, and nothing else", () => {
    expect(topics.filter((topic) => gateway.subscribeRefusal(topic) === undefined)).toEqual([
      ofDoor("config"),
      ofDoor("command"),
    ]);
  });

  it("retains its status only", () => {
    expect(gateway.publishRefusal(ofDoor("status"), true)).toBeUndefined();
    for (const channel of ["sightings", "check-ins"] as const)
      expect(gateway.publishRefusal(ofDoor(channel), true)).toBe("retained");
  });
});

describe("an operator", () => {
  it("reads the status of any gateway and nothing about people", () => {
    const may = topics.filter((topic) => operator.subscribeRefusal(topic) === undefined);
    expect(may).toEqual(topics.filter((topic) => topic.endsWith("/status")));
    for (const channel of ["sightings", "check-ins"] as const)
      expect(operator.subscribeRefusal(filterOf(channel))).toBe("wildcard");
    expect(operator.subscribeRefusal("sighej/#")).toBe("wildcard");
  });

  it("publishes nothing", () => {
    for (const topic of topics) expect(operator.publishRefusal(topic, false)).toBe("foreign-topic");
  });
});

describe("the matcher", () => {
  it("publishes config and command of any gateway, and retains config only", () => {
    const may = topics.filter((topic) => matcher.publishRefusal(topic, false) === undefined);
    expect(may).toEqual(topics.filter((topic) => /\/(config|command)$/.test(topic)));
    const kept = topics.filter((topic) => matcher.publishRefusal(topic, true) === undefined);
    expect(kept).toEqual(topics.filter((topic) => topic.endsWith("/config")));
  });

  it("publishes to topics, not to filters", () => {
    expect(matcher.publishRefusal(filterOf("config"), false)).toBe("wildcard");
  });

  it("reads sightings, status and check-ins of all gateways, of a venue, of a partition and of one", () => {
    for (const filter of [
      filterOf("sightings"),
      filterOf("status"),
      filterOf("check-ins"),
      filterOf("sightings", venue),
      filterOf("check-ins", venue),
      "sighej/v1/7/+/+/sightings",
      ofDoor("status"),
    ])
      expect(matcher.subscribeRefusal(filter)).toBeUndefined();
  });

  it("reads neither config and command nor anything wider than the table", () => {
    expect(matcher.subscribeRefusal(ofDoor("config"))).toBe("foreign-topic");
    for (const filter of ["#", "+/+/+/+/+/+", "sighej/v1/+/+/+/+", "sighej/v1/+/+/+/#"])
      expect(matcher.subscribeRefusal(filter)).toBe("wildcard");
  });
});

describe("every role", () => {
  const grants = fc.constantFrom(gateway, matcher);

  it("is refused shared subscriptions and the broker's own topics", () => {
    const rest = fc.oneof(fc.string(), fc.constantFrom(...topics, filterOf("sightings"), "#"));
    fc.assert(
      fc.property(grants, rest, ({ subscribeRefusal, publishRefusal }, topic) => {
        expect(subscribeRefusal(`$share/group/${topic}`)).toBe("shared-subscription");
        expect(subscribeRefusal(`$SYS/${topic}`)).toBe("system-topic");
        expect(publishRefusal(`$SYS/${topic}`, false)).toBe("system-topic");
      }),
    );
  });

  it("is refused every topic that is not one of ours", () => {
    const level = fc.constantFrom("sighej", "v1", "0", venue, "door", "sightings", "+", "#", "");
    const made = fc.array(level, { maxLength: 8 }).map((levels) => levels.join("/"));
    fc.assert(
      fc.property(grants, fc.oneof(made, fc.string()), ({ publishRefusal }, topic) => {
        fc.pre(!topics.includes(topic));
        expect(publishRefusal(topic, false)).toBeDefined();
      }),
    );
  });
});

function known<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new TypeError("a fixture is wrong");
  return result.value;
}
