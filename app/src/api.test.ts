import {
  bearerOf,
  CONSENT_VERSION,
  durationMs,
  parseVenueId,
  type SessionStarted,
} from "@sighej/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { certain, interestIds, venue } from "../test/made-up.ts";
import { type MatcherDouble, startMatcherDouble } from "../test/matcher-double.ts";
import { type Api, openApi } from "./api.ts";

let matcher: MatcherDouble;
let api: Api;

beforeEach(async () => {
  matcher = await startMatcherDouble();
  api = openApi(matcher.origin, durationMs(300));
});
afterEach(() => matcher.stop());

const start = async (): Promise<SessionStarted> =>
  certain(
    await api.start({
      venue: venue.venue,
      interests: interestIds.slice(0, 2),
      consent: { version: CONSENT_VERSION, given: true },
      language: "en",
      open: true,
    }),
  );
const stranger = bearerOf(new Uint8Array(32));

test("a venue is decoded, and one that is not there is gone", async () => {
  expect(await api.venue(venue.venue)).toEqual({ ok: true, value: venue });
  const other = certain(parseVenueId("00000000-0000-4000-8000-000000000000"));
  expect(await api.venue(other)).toEqual({ ok: false, fault: "gone" });
});

test("a session is started, looked at, edited and stopped", async () => {
  const { bearer, beaconKey, ...view } = await start();
  expect(beaconKey).toHaveLength(32);
  expect(await api.view(bearer)).toMatchObject({ ok: true, value: { session: view.session } });
  expect(await api.edit(bearer, { open: false })).toMatchObject({ value: { open: false } });
  expect(await api.stop(bearer)).toEqual({ ok: true, value: undefined });
  expect(await api.view(bearer)).toEqual({ ok: false, fault: "gone" });
  expect(await api.stop(bearer)).toMatchObject({ ok: true });
});

test("a badge gets the key at a path of the same origin, and at no other", async () => {
  const { beaconKey, expiresAt } = await start();
  const binding = { venue: venue.venue, beaconKey, expiresAt };
  expect(await api.bindBadge("/demo/badge", binding)).toMatchObject({ ok: true });
  expect(await api.releaseBadge("/demo/badge", binding)).toMatchObject({ ok: true });
  const asked = matcher.asked.length;
  for (const path of ["//elsewhere.example/badge", "http://127.0.0.1:9/badge"])
    expect(await api.bindBadge(path, binding)).toEqual({ ok: false, fault: "refused" });
  expect(matcher.asked).toHaveLength(asked);
});

test.each([
  ["hang-up", "away"],
  ["silence", "away"],
  [500, "away"],
  [503, "busy"],
  [429, "busy"],
  [401, "gone"],
  [404, "gone"],
  [409, "refused"],
  [422, "refused"],
  [200, "refused"],
] as const)("an answer of %s is the fault %s", async (fails, fault) => {
  matcher.fails = fails;
  expect(await api.view(stranger)).toEqual({ ok: false, fault });
});

test.each([401, 404, 409])("a %s of something that is no matcher is away", async (fails) => {
  matcher.fails = fails;
  matcher.strange = true;
  expect(await api.view(stranger)).toEqual({ ok: false, fault: "away" });
});

test("no server at all is away", async () => {
  await matcher.stop();
  expect(await api.venue(venue.venue)).toEqual({ ok: false, fault: "away" });
});
