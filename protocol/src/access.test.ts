import { expect, it } from "vitest";
import { rulesOf, usernameOf } from "./access.ts";
import { parseGatewayId, parseVenueId } from "./ids.ts";

const venue = parseVenueId("6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001");
const gateway = parseGatewayId("door");

it("gives a gateway its own topics by name, without a wildcard", () => {
  if (!venue.ok || !gateway.ok) throw new TypeError("a fixture is wrong");
  const role = { kind: "gateway", venue: venue.value, gateway: gateway.value } as const;
  const { publishes, reads } = rulesOf(role);
  const own = /^sighej\/v1\/\d+\/6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001\/door\/[a-z-]+$/;
  for (const topic of [...publishes.map(({ filter }) => filter), ...reads])
    expect(topic).toMatch(own);
  expect(usernameOf(role)).toBe("6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001/door");
});

it("lets nobody but the matcher read sightings and check-ins", () => {
  expect(rulesOf({ kind: "operator" })).toEqual({
    publishes: [],
    reads: ["sighej/v1/+/+/+/status"],
  });
  expect(rulesOf({ kind: "matcher" }).reads).toEqual([
    "sighej/v1/+/+/+/sightings",
    "sighej/v1/+/+/+/status",
    "sighej/v1/+/+/+/check-ins",
  ]);
});

it("retains what is about a machine, and nothing else", () => {
  const kept = rulesOf({ kind: "matcher" }).publishes.filter(({ retain }) => retain);
  expect(kept).toEqual([{ filter: "sighej/v1/+/+/+/config", retain: true }]);
});
