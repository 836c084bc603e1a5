import {
  decodeVenueFile,
  interestsById,
  rolePairs,
  type VenueFile,
  venueCarriers,
  venueSettingRanges,
} from "@sighej/protocol";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { otherVenue, setup, sure } from "../../test/fixtures.ts";
import { setupJson } from "../setup-json.ts";
import { parseVenueSetup } from "../venue-setup.ts";
import { fileOf, setupIn } from "./venue-file.ts";

const line = (most: number) =>
  fc.stringMatching(
    new RegExp(`^[A-Za-zÆØÅæøå0-9](?:[A-Za-zæøå0-9 ,.@-]{0,${most - 2}}[a-z0-9])?$`),
  );
const metre = fc.integer({ min: -4_000, max: 4_000 }).map((n) => n / 8);
const spot = fc.record({ x: metre, y: metre });
const side = fc.integer({ min: 8, max: 400 }).map((n) => n / 8);
/** A rectangle anywhere near: what is not drawn as a zone is refused. */
const outline = fc.record({ at: spot, width: side, depth: side }).map(({ at, width, depth }) => [
  ...[at, { x: at.x + width, y: at.y }],
  ...[
    { x: at.x + width, y: at.y + depth },
    { x: at.x, y: at.y + depth },
  ],
]);
const named = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
const { delayFromSeconds: _from, delayToSeconds: _to, ...ranges } = venueSettingRanges;
const settings = fc.record(
  {
    ...Object.fromEntries(
      Object.entries(ranges).map(([name, { least, most }]) => [
        name,
        fc.integer({ min: least, max: most }),
      ]),
    ),
    groups: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Any venue that staff could set up: gateways in its zones, all of them drawn or none. */
const anyFile = fc
  .record({
    zones: fc.uniqueArray(named, { maxLength: 6 }),
    gateways: fc.uniqueArray(named, { maxLength: 8 }),
    isDrawn: fc.boolean(),
    ...{ spots: fc.infiniteStream(spot), names: fc.infiniteStream(line(20)) },
    outlines: fc.infiniteStream(fc.option(outline)),
    name: line(80),
    pace: fc.constantFrom("default", "demo"),
    carriers: fc.subarray([...venueCarriers]),
    rolePairs: fc.subarray([...rolePairs]),
    needsCode: fc.boolean(),
    offered: fc.subarray([...interestsById.keys()]),
    settings,
    controller: fc.option(fc.record({ name: line(120), contact: line(120) })),
  })
  .map(({ zones, gateways, isDrawn, spots, names, outlines, controller, ...rest }) => ({
    ...{ format: "sighej-venue", fileVersion: 1, ...rest },
    zones: zones.map((zone) => {
      const drawn = isDrawn ? outlines.next().value : null;
      return { zone, tier: "zone", name: names.next().value, ...(drawn ? { outline: drawn } : {}) };
    }),
    gateways: (zones.length === 0 ? [] : gateways).map((gateway, index) => ({
      ...{ gateway, zone: zones[index % zones.length] },
      ...(isDrawn ? spots.next().value : {}),
    })),
    ...(controller === null ? {} : { controller }),
  }));

const made = (file: VenueFile) => {
  const checked = setupIn(otherVenue, file);
  if (!checked.ok) throw new Error(checked.faults.join("; "));
  return checked.value;
};

it("makes of a file the venue that it was taken from, whatever that is", () => {
  fc.assert(
    fc.property(anyFile, (json) => {
      const file = sure(decodeVenueFile(json));
      const venue = made(file);
      expect(sure(decodeVenueFile(JSON.parse(JSON.stringify(fileOf(venue)))))).toEqual(file);
      // What is made can be kept, and is read again as it is.
      const kept = parseVenueSetup(JSON.parse(JSON.stringify(setupJson(venue))), true);
      expect(kept).toEqual({ ok: true, value: venue });
    }),
    { numRuns: 200 },
  );
});

it("has no key, code or beacon of the venue in it, and nothing that was assessed for its event", () => {
  const secret = "not-to-be-found-anywhere-0123456789";
  const full = {
    ...setup,
    codeSecret: secret,
    joinCodes: [{ code: secret }],
    stock: [{ kind: "badge", id: secret, key: new Uint8Array(32), bindCode: new Uint8Array(16) }],
    poolKey: new Uint8Array(32),
    legal: {
      controller: { name: "Hej ApS", contact: "hej@example.dk" },
      dpia: true,
      signage: true,
    },
  } as unknown as typeof setup;
  const text = JSON.stringify(fileOf(full));
  expect(text).not.toContain(secret);
  expect(text).not.toMatch(/dpia|signage|stock|poolKey|codeSecret|joinCodes|"key"/);
  expect(text).not.toContain(setup.id);
  expect(text).toContain("Hej ApS");
});

const right = JSON.parse(JSON.stringify(fileOf(setup))) as Record<string, unknown>;
it.each([
  ["another kind of file", { ...right, format: "geojson" }, /^format: expected "sighej-venue"/],
  ["a later form", { ...right, fileVersion: 2 }, /^fileVersion: expected 1/],
  ["something that is not known", { ...right, stock: [] }, /expected never/],
  ["no zones at all", { ...right, zones: undefined }, /^zones: /],
])("says what is wrong with %s", (_what, json, expected) => {
  const decoded = decodeVenueFile(json);
  expect(decoded.ok ? "" : decoded.problem.detail).toMatch(expected);
});

it.each([
  [
    "a gateway in no zone",
    { gateways: [{ gateway: "a", zone: "nowhere" }] },
    /every zone of a gateway/,
  ],
  [
    "two zones of one id",
    {
      zones: [
        { zone: "a", tier: "zone" },
        { zone: "a", tier: "zone" },
      ],
    },
    /each id once/,
  ],
  [
    "a delay that tells too much",
    { settings: { delayFromSeconds: 60, delayToSeconds: 60 } },
    /delay/,
  ],
])("says what is wrong with %s", (_what, change, expected) => {
  const checked = setupIn(otherVenue, sure(decodeVenueFile({ ...right, ...change })));
  expect(checked.ok ? "" : checked.faults.join("; ")).toMatch(expected);
});
