import {
  type CheckInReport,
  checkInProof,
  durationMs,
  encodeCheckInReport,
  epochAt,
  minutes,
  type SessionStarted,
  seconds,
  tokenOf,
  unixMs,
} from "@sighej/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gateway, otherVenue, venue, zone } from "../../test/fixtures.ts";
import { startMatcher, type TestMatcher } from "../../test/matcher.ts";
import { metricsOf } from "../metrics.ts";
import { checkInsOf, type TakeCheckIn } from "./check-in.ts";

const [bar, hall] = [gateway("bar-1"), gateway("hall-1")];

describe("a check-in", () => {
  let matcher: TestMatcher;
  let metrics: ReturnType<typeof metricsOf>;
  let take: TakeCheckIn;
  let nonces = 0;
  beforeAll(async () => {
    matcher = await startMatcher();
  });
  afterAll(() => matcher.stop());
  beforeEach(() => {
    metrics = metricsOf();
    take = checkInsOf({ ...matcher.ports, count: metrics.count });
  });

  const reportOf = (of: SessionStarted, from: Partial<CheckInReport> = {}): CheckInReport => {
    const nonce = from.nonce ?? new Uint8Array(8).fill(++nonces);
    return {
      bootId: 1,
      at: matcher.now(),
      clockError: durationMs(0),
      nonce,
      token: tokenOf(of.beaconKey, venue, epochAt(matcher.now())),
      proof: checkInProof(of.beaconKey, venue, nonce),
      ...from,
    };
  };
  const carriersOf = async ({ session }: SessionStarted) =>
    (await matcher.ports.sessions.find(venue, session))?.carriers;

  it("places its session in the zone of its gateway for ten minutes, by store and floor", async () => {
    const person = await matcher.open();
    const before = matcher.now();
    await take(venue, hall, encodeCheckInReport(reportOf(person)));
    const [carrier, ...others] = (await carriersOf(person)) ?? [];
    expect(carrier).toMatchObject({ kind: "check-in", zone: "hall" });
    expect(others).toEqual([]);
    const until = carrier && "until" in carrier ? carrier.until : 0;
    expect(until - before).toBeGreaterThanOrEqual(minutes(10));
    expect(until - before).toBeLessThan(minutes(11));
    const member = matcher.ports.venues.all.get(venue)?.floor.members.get(person.session);
    expect(member?.session.carriers).toEqual([carrier]);
    matcher.ports.venues.tell(venue, { kind: "tick" });
    expect(member?.presence).toMatchObject({ zone: zone("hall"), by: "proof" });
  });

  it("moves it when it checks in elsewhere", async () => {
    const person = await matcher.open();
    for (const each of [hall, bar]) await take(venue, each, encodeCheckInReport(reportOf(person)));
    expect(await carriersOf(person)).toMatchObject([{ kind: "check-in", zone: "bar" }]);
  });

  it("counts once: a frame that comes again, late or by another hand changes nothing", async () => {
    const person = await matcher.open();
    const report = reportOf(person);
    const frame = encodeCheckInReport(report);
    await Promise.all([1, 2, 3].map(() => take(venue, hall, frame)));
    expect(metrics.counts()).toEqual({ "check-in-taken": 1, "check-in-repeated": 2 });
    const revision = (await matcher.ports.sessions.find(venue, person.session))?.revision;
    for (const ahead of [seconds(20), seconds(8), seconds(3), seconds(1)]) {
      matcher.pass(ahead);
      await take(venue, hall, frame);
    }
    expect(metrics.counts()).toMatchObject({ "check-in-taken": 1, "check-in-off-clock": 2 });
    expect((await matcher.ports.sessions.find(venue, person.session))?.revision).toBe(revision);
  });

  it("is told the time by its gateway, whose clock may be wrong and known to be", async () => {
    const person = await matcher.open();
    const by = (at: number, clockError = 0) =>
      encodeCheckInReport(
        reportOf(person, {
          at: unixMs(matcher.now() + at),
          clockError: durationMs(clockError),
        }),
      );
    for (const at of [-31_000, 31_000, -minutes(60)]) await take(venue, hall, by(at));
    expect(metrics.counts()).toEqual({ "check-in-off-clock": 3 });
    await take(venue, hall, by(32_000, 32_000));
    expect(metrics.counts()).toMatchObject({ "check-in-taken": 1 });
  });

  it("is nothing without the beacon key, the nonce, a session, a gateway or a frame", async () => {
    const [person, other] = [await matcher.open(), await matcher.open()];
    const report = reportOf(person);
    const nonce = new Uint8Array(8).fill(99);
    const wrong = [
      { ...report, proof: checkInProof(other.beaconKey, venue, report.nonce) },
      { ...report, proof: checkInProof(person.beaconKey, otherVenue, report.nonce) },
      { ...report, nonce },
      { ...report, token: tokenOf(other.beaconKey, venue, epochAt(matcher.now())) },
    ];
    for (const each of wrong) await take(venue, hall, encodeCheckInReport(each));
    expect(metrics.counts()).toEqual({ "check-in-unproved": 4 });
    await take(venue, gateway("attic"), encodeCheckInReport(report));
    await take(otherVenue, hall, encodeCheckInReport(report));
    await take(venue, hall, encodeCheckInReport(report).subarray(1));
    expect(metrics.counts()).toEqual({
      "check-in-unproved": 4,
      "check-in-unknown-gateway": 1,
      "check-in-unknown-venue": 1,
      "check-in-truncated": 1,
    });
    expect(await carriersOf(person)).toEqual([]);
    // A proof that was refused has used nothing up.
    await take(venue, hall, encodeCheckInReport(report));
    expect(await carriersOf(person)).toHaveLength(1);
  });

  it("of a stopped session is nobody's", async () => {
    const person = await matcher.open();
    await matcher.call("DELETE", "/api/v1/session", { bearer: person.bearer });
    await take(venue, hall, encodeCheckInReport(reportOf(person)));
    expect(metrics.counts()).toEqual({ "check-in-unproved": 1 });
  });
});
