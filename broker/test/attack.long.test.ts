/**
 * Attacks on a broker in a process of its own. After each of them every window that an honest gateway
 * has published meanwhile was acknowledged and heard, its connection was never lost, what was refused
 * was counted, and the broker's memory stayed within its bound.
 */
import { once } from "node:events";
import type { Socket } from "node:net";
import { usernameOf } from "@sighej/protocol";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectPacket, drawsOf, everyKind, packet, publishPacket, spoiled } from "./packets.ts";
import { honest, openSiege, PATIENCE_MS, type Siege, secretOf, taken, topic } from "./siege.ts";

/**
 * What the broker may hold: 120 MB that it has anyway under tsx, the 160 MB that its connections may,
 * and garbage not yet collected.
 */
const MEMORY_BOUND = 400_000_000;
const [mine = honest, other = honest] = taken;

let siege: Siege;

beforeEach(async () => {
  siege = await openSiege();
});

afterEach(async () => {
  try {
    const { windows, slowestMs } = await siege.served();
    expect(windows).toBeGreaterThan(0);
    expect(slowestMs).toBeLessThan(PATIENCE_MS);
    expect(siege.peak()).toBeGreaterThan(0);
    expect(siege.peak()).toBeLessThan(MEMORY_BOUND);
    const [slowest, megabytes] = [slowestMs.toFixed(0), (siege.peak() / 1e6).toFixed(0)];
    process.stdout.write(`  ${windows} windows, slowest ${slowest} ms, ${megabytes} MB at most\n`);
  } finally {
    await siege.stop();
  }
});

const closed = (socket: Socket): Promise<unknown> =>
  socket.destroyed ? Promise.resolve() : new Promise((done) => socket.once("close", done));
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, each) => total + each, 0);
/** Runs `work` for 0 to `count` - 1, so many of them at a time. */
async function each(count: number, atOnce: number, work: (at: number) => Promise<unknown>) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

it("guesses passwords", async () => {
  await each(1_000, 20, (at) =>
    expect(siege.client(mine, { password: `guess ${at}` }, at % 10)).rejects.toMatchObject({
      code: 4,
    }),
  );
  expect(await siege.refusals("connection_refused")).toEqual({ "bad-credentials": 1_000 });
});

it("speaks for others, listens to everybody and poisons what is retained", async () => {
  const thief = await siege.client(mine, {}, 1);
  const forgeries: readonly (readonly [string, boolean])[] = [
    [topic(other, "sightings"), false],
    [topic(honest, "status"), true],
    [topic(mine, "config"), true],
    [topic(mine, "command"), false],
    [topic(mine, "sightings"), true],
    [topic(mine, "check-ins"), true],
    ["$SYS/broker", true],
    ["a/b/c", true],
  ];
  for (const [at, retain] of forgeries) await thief.publishAsync(at, "forged", { qos: 1, retain });
  const filters = [
    ...["#", "+/#", "$SYS/#", "$SYS/+/heartbeat", `$share/all/${topic(honest, "sightings")}`],
    ...[topic(honest, "sightings"), topic(honest, "config"), "sighej/v1/+/+/+/sightings"],
  ];
  const heard: string[] = [];
  thief.on("message", (at) => heard.push(at));
  for (const filter of filters)
    await expect(thief.subscribeAsync(filter, { qos: 1 }), filter).rejects.toThrow();
  await siege.served();
  expect(heard).toEqual([]);
  expect(siege.strays).toEqual([]);
  expect(sum(await siege.refusals("publish_refused"))).toBe(forgeries.length);
  expect(sum(await siege.refusals("subscribe_refused"))).toBe(filters.length);
  // Nothing of it waits for who comes later.
  const later = await siege.client({ kind: "matcher" }, { clientId: "later" }, 2);
  const kept: string[] = [];
  later.on("message", (at, _payload, { retain }) => {
    if (retain) kept.push(at);
  });
  await later.subscribeAsync(["sighej/v1/+/+/+/sightings", "sighej/v1/+/+/+/status"], { qos: 1 });
  await siege.served();
  expect(kept).toEqual([]);
});

it("announces packets of 256 MB, as a stranger and as a gateway", async () => {
  const claim = (first: number) => packet(first, Buffer.alloc(0), 268_435_455);
  await each(400, 50, async (at) => {
    const socket = siege.socket(at);
    await once(socket, "connect");
    socket.write(claim(0x10));
    socket.write(Buffer.alloc(64 * 1_024));
    await closed(socket.resume());
  });
  await each(taken.length * 20, taken.length, async (at) => {
    const role = taken[at % taken.length] ?? mine;
    const socket = siege.socket(1_000 + at);
    socket.write(connectPacket(usernameOf(role), usernameOf(role), secretOf(role)));
    await once(socket, "data");
    socket.write(claim(0x32));
    socket.write(Buffer.alloc(64 * 1_024));
    await closed(socket.resume());
  });
  expect(await siege.refusals("connection_failed")).toMatchObject({
    "packet-too-long": 400 + taken.length * 20,
  });
});

it("tries to connect ten thousand times", async () => {
  await each(10_000, 200, async (at) => {
    // Half of them from four addresses, half from as many as there are.
    const socket = siege.socket(at % 2 === 0 ? at % 8 : 10_000 + at);
    await Promise.race([once(socket, "connect").catch(() => undefined), closed(socket)]);
    socket.destroy();
  });
  const refused = await siege.refusals("connection_refused");
  expect(refused["too-often-from-address"]).toBeGreaterThan(2_000);
});

it("says who it is one octet at a time, from a thousand connections", async () => {
  const word = connectPacket("slow", "slow", "slow");
  const sockets = Array.from({ length: 1_000 }, (_, at) => siege.socket(at % 5));
  for (const socket of sockets) socket.resume();
  let at = 0;
  const dribble = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write(word.subarray(at, at + 1));
    at = Math.min(at + 1, word.length - 2);
  }, 500);
  // A gateway that comes meanwhile comes in, each time.
  for (let turn = 0; turn < 10; turn++) await (await siege.client(mine, {}, 100)).endAsync();
  await Promise.all(sockets.map(closed));
  clearInterval(dribble);
  const failed = await siege.refusals("connection_failed");
  const refused = await siege.refusals("connection_refused");
  expect(sum(failed) + sum(refused)).toBe(1_000);
});

it("sends a hundred thousand malformed packets", async () => {
  const draw = drawsOf(7);
  const strangers = connectPacket("fuzz", "fuzz", "fuzz");
  // Half from strangers, half behind a CONNECT that is good.
  await each(100_000, taken.length, async (at) => {
    const socket = siege.socket(at);
    const role = at % 2 === 0 ? undefined : taken[Math.floor(at / 2) % taken.length];
    const kinds = role === undefined ? [strangers] : everyKind(topic(role, "sightings"));
    const bad = spoiled(kinds[draw(kinds.length)] ?? strangers, draw);
    const before =
      role === undefined ? [] : [connectPacket(usernameOf(role), usernameOf(role), secretOf(role))];
    socket.resume().end(Buffer.concat([...before, bad]));
    await closed(socket);
  });
  expect(
    siege.strays.every((each) => taken.some((role) => topic(role, "sightings") === each)),
  ).toBe(true);
  expect(sum(await siege.refusals("connection_failed"))).toBeGreaterThan(10_000);
});

it("floods with QoS 2 and never finishes any", async () => {
  await each(200, taken.length, async (at) => {
    const role = taken[at % taken.length] ?? mine;
    const socket = siege.socket(at);
    socket.write(connectPacket(usernameOf(role), usernameOf(role), secretOf(role)));
    await once(socket, "data");
    socket.resume();
    for (let id = 1; id <= 300; id++)
      socket.write(publishPacket(topic(role, "sightings"), 2, id, Buffer.alloc(4_096)));
    await closed(socket);
  });
  expect(await siege.refusals("connection_failed")).toMatchObject({ session: 200 });
});

it("leaves wills that are not its own, and dies to have its own published", async () => {
  const will = (at: string, retain: boolean) => ({
    will: { topic: at, payload: Buffer.from("forged"), qos: 1 as const, retain },
  });
  const forged = [
    will(topic(honest, "status"), true),
    will(topic(honest, "sightings"), false),
    will(topic(mine, "sightings"), true),
    will("$SYS/broker", false),
    will("a".repeat(900), false),
  ];
  for (const each of forged)
    await expect(siege.client(mine, each, 1)).rejects.toMatchObject({ code: 5 });
  expect(await siege.refusals("connection_refused")).toEqual({ will: forged.length });
  await each(1_000, taken.length, async (at) => {
    const role = taken[at % taken.length] ?? mine;
    const client = await siege.client(role, will(topic(role, "status"), true), at);
    client.stream.destroy();
  });
  expect(siege.strays).toEqual([]);
});
