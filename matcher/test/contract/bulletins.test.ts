/**
 * Two matchers of one venue on one Postgres: what both notice is told once, to a real receiver.
 */
import { decodeBulletinTargetStarted, seconds, unixMs } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gateway, setup, sure, venue } from "../fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../matcher.ts";
import { freshDatabase, startPostgres } from "../postgres-server.ts";
import type { TestServer } from "../server-process.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../webhook-receiver.ts";

const VENUE = `/api/v1/admin/venue/${venue}`;
const SOON = { timeout: 15_000 };
let server: TestServer;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let receiver: WebhookReceiver;
let matchers: TestMatcher[];

beforeAll(async () => {
  server = await startPostgres();
  database = await freshDatabase(server);
  receiver = await startWebhookReceiver();
  const config = {
    venues: [{ ...setup, policy: "demo" }],
    aggregates: { kind: "postgres", url: database.url },
    setupKeys: [new Uint8Array(32)],
    outside: { local: true },
  } as const;
  // Behind at first and ahead at last, by less than the five minutes that a receiver bears with.
  const startAhead = -seconds(270);
  matchers = [
    await startMatcher(config, { startAhead }),
    await startMatcher(config, { startAhead }),
  ];
  const topics = ["gateway.late", "gateway.silent", "gateway.recovered", "aggregates.released"];
  const answer = await matchers[0]?.call("POST", `${VENUE}/targets`, {
    bearer: adminCode,
    body: { kind: "webhook", address: receiver.url, topics },
  });
  receiver.secret = sure(decodeBulletinTargetStarted(await answer?.json())).secret ?? "";
}, 120_000);
afterAll(async () => {
  for (const each of matchers ?? []) await each.stop();
  await receiver?.stop();
  await database?.drop();
  await server?.stop();
});

const ofType = (type: string) => receiver.received.filter(({ message }) => message.type === type);
/** All look at the same moment, again and again. */
const look = async () => {
  for (let times = 0; times < 3; times++)
    await Promise.all(matchers.map(({ watching }) => watching.turn()));
};
const pass = (time: number) => {
  for (const each of matchers) each.pass(time);
};

describe("two replicas", () => {
  it("tell of one incident once late, once silent and once when it is over", async () => {
    const door = gateway("bar-1");
    // Only one of them hears it, as with RabbitMQ.
    matchers[0]?.watching.heard(venue, door);
    await look();
    for (const [time, type] of [
      [seconds(70), "gateway.late"],
      [seconds(130), "gateway.silent"],
    ] as const) {
      pass(time);
      await look();
      await expect.poll(() => ofType(type).length, SOON).toBe(1);
    }
    matchers[0]?.watching.heard(venue, door);
    await look();
    await expect.poll(() => ofType("gateway.recovered").length, SOON).toBe(1);
    await look();
    const shown = await matchers[1]?.call("GET", `${VENUE}/gateways/bar-1`, { bearer: adminCode });
    expect(await shown?.json()).toMatchObject({ state: "ok", incidents: [{ ended: "recovered" }] });
    const types = receiver.received.map(({ message }) => message.type);
    expect(types.filter((each) => each.startsWith("gateway"))).toEqual([
      ...["gateway.late", "gateway.silent", "gateway.recovered"],
    ]);
    expect(receiver.faults).toEqual([]);
  });

  it("tell of released numbers as they were released, with their noise", async () => {
    pass(seconds(330));
    const ofZones = () =>
      ofType("aggregates.released").filter(({ message }) =>
        JSON.stringify(message).includes('"sessions"'),
      );
    await expect.poll(() => ofZones().length, SOON).toBeGreaterThan(0);
    const [told] = ofZones();
    if (told === undefined) throw new Error("it was told");
    const { from, until, cells } = told.message.data as unknown as {
      readonly from: string;
      readonly until: string;
      readonly cells: readonly { readonly metric: string; readonly epsilon: number }[];
    };
    const query = `metric=sessions&from=${Date.parse(from)}&until=${Date.parse(until)}`;
    const path = `${VENUE}/aggregates?${query}`;
    const answer = await matchers[0]?.call("GET", path, { bearer: adminCode });
    const found = (await answer?.json()) as {
      readonly cells: readonly { readonly from: number; readonly until: number }[];
    };
    const released = found.cells.filter((each) => each.from === Date.parse(from));
    const sessions = cells.filter(({ metric }) => metric === "sessions");
    expect(sessions).toHaveLength(2);
    expect(sessions.map(({ metric, ...rest }) => rest)).toEqual(
      released.map(({ from: _from, until: _until, ...rest }) => rest),
    );
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(receiver.received.length);
    expect(unixMs(Date.parse(until))).toBeGreaterThan(Date.parse(from));
  });
});
