/**
 * Leaks: people with planted values come, are heard, nudged and pushed to, answer, complain and
 * leave. Then everything that the system has written is searched for them.
 */
import { randomBytes } from "node:crypto";
import { newVapidKeys } from "@sighej/matcher";
import {
  base64urlOf,
  epochAt,
  filterOf,
  type SessionStarted,
  TOKEN_BYTES,
  tokenOf,
  tokenText,
  unixMs,
  writeToken,
} from "@sighej/protocol";
import { describe, expect, it, vi } from "vitest";
import { bytesCanary, type Canary, canariesIn, mixCanary, textCanary } from "./canaries.ts";
import { postgresDump, redisDump, retainedDump } from "./dumps.ts";
import { openPhone, type Phone } from "./phone.ts";
import { openVenueBox, type VenueBox } from "./venue-box.ts";

/** Nobody chooses these three together by chance. */
const MIX = ["typography", "hardstyle", "astronomy"];
const USER_AGENT = "Canary/7.31 (plumage; yellow)";
const ADDRESS = "127.83.29.117";
const ENDPOINT = `https://push.canary-${randomBytes(4).toString("hex")}.invalid/send/`;
const PATIENCE = { timeout: 90_000, interval: 100 };
const PEOPLE = 4;

const canariesOf = ({ session }: Phone, at: number): readonly Canary[] => [
  bytesCanary(`key ${at}`, session.beaconKey),
  textCanary(`bearer ${at}`, session.bearer),
  textCanary(`session ${at}`, session.session),
  ...tokensOf(session).map((token) => bytesCanary(`token ${at}`, token)),
];

/** Of every epoch from an hour ago until the session ends: it may be found by any of these. */
function tokensOf({
  beaconKey,
  venue,
  serverTime,
  expiresAt,
}: SessionStarted): readonly Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (let epoch = epochAt(unixMs(serverTime - 3_600_000)); epoch <= epochAt(expiresAt); epoch++) {
    const bytes = new Uint8Array(TOKEN_BYTES);
    writeToken(bytes, 0, tokenOf(beaconKey, venue, epoch as typeof epoch));
    tokens.push(bytes);
  }
  return tokens;
}

const planted: readonly Canary[] = [
  mixCanary("mix", MIX),
  textCanary("user agent", USER_AGENT),
  textCanary("address", ADDRESS),
  textCanary("push endpoint", ENDPOINT),
];
/** Cells of aggregates name every interest there is; nothing else has a reason to. */
const words: readonly Canary[] = MIX.map((each) => textCanary(`interest ${each}`, each));

const vapid = newVapidKeys();
const settings = {
  SIGHEJ_PUSH_SUBJECT: "mailto:staff@example.org",
  SIGHEJ_PUSH_PUBLIC_KEY: vapid.publicKey,
  SIGHEJ_PUSH_PRIVATE_KEY: vapid.privateKey,
};

/** A lively quarter of an hour in less than one: everything that a phone can do is done. */
async function liveliness(box: VenueBox): Promise<readonly Phone[]> {
  const phones: Phone[] = [];
  for (let each = 0; each < PEOPLE; each++) {
    const phone = await openPhone({
      matcher: box.matcher.url,
      venue: box.venue,
      interests: MIX,
      userAgent: USER_AGENT,
      from: ADDRESS,
    });
    phones.push(phone);
    const subscription = {
      endpoint: `${ENDPOINT}${each}`,
      keys: { p256dh: base64urlOf(randomBytes(65)), auth: base64urlOf(randomBytes(16)) },
    };
    expect((await phone.ask("PUT", "/api/v1/session/push", subscription)).status).toBe(204);
  }
  // Whoever has no connection is pushed to.
  phones.at(-1)?.close();
  const connected = phones.slice(0, -1);
  const publishing = box.gateway.keepPublishing(() => phones.map(({ session }) => session));
  await vi.waitFor(
    () => expect(connected.every(({ nudges }) => nudges.size > 0)).toBe(true),
    PATIENCE,
  );
  for (const phone of connected) for (const nudge of phone.nudges.keys()) phone.answer(nudge, "hi");
  await vi.waitFor(() => expect(connected.some(({ cues }) => cues.size > 0)).toBe(true), PATIENCE);
  for (const phone of connected) {
    for (const nudge of phone.cues.keys()) phone.answer(nudge, "talked");
    const tokens = phones.map(({ session }) => session).map(tokenTextNow);
    expect((await phone.ask("POST", "/api/v1/match", { tokens })).status).toBe(202);
    expect((await phone.ask("PATCH", "/api/v1/session", { pauseMinutes: 15 })).status).toBe(200);
    const [nudge] = phone.nudges.keys();
    expect((await phone.ask("POST", "/api/v1/report", { nudge })).status).toBe(202);
    // What is refused must not be quoted anywhere.
    expect((await phone.ask("PATCH", "/api/v1/session", { interests: [...MIX, 7] })).status).toBe(
      422,
    );
  }
  publishing.stop();
  return phones;
}

const tokenTextNow = ({ beaconKey, venue }: SessionStarted): string =>
  tokenText(tokenOf(beaconKey, venue, epochAt(unixMs(Date.now()))));

/** What the broker keeps, as far as matcher and operator together may read. */
const retained = async ({ broker, venue }: VenueBox): Promise<Buffer> =>
  Buffer.concat([
    await retainedDump(broker.url, { username: "matcher", secret: broker.matcher }, [
      filterOf("sightings", venue),
      filterOf("status", venue),
    ]),
    await retainedDump(broker.url, { username: "operator", secret: broker.operator }, [
      filterOf("status", venue),
    ]),
  ]);

const metricsOf = async ({ metricsUrl }: VenueBox): Promise<Buffer> =>
  Buffer.from(await (await fetch(metricsUrl)).text());

/** Ends the matcher in peace, so that open buckets are released, and searches what is left. */
async function expectNothingLeft(box: VenueBox, canaries: readonly Canary[]): Promise<void> {
  const everything = [...canaries, ...planted, ...words];
  expect(canariesIn(await redisDump(box.redisUrl), everything)).toEqual([]);
  const metrics = await metricsOf(box);
  expect(metrics.toString()).toContain("# TYPE");
  expect(canariesIn(metrics, everything)).toEqual([]);
  expect(await box.matcher.stop()).toBe(0);
  expect(canariesIn(await retained(box), everything)).toEqual([]);
  const log = Buffer.from(box.matcher.output());
  expect(log.length).toBeGreaterThan(0);
  expect(canariesIn(log, everything)).toEqual([]);
  const released = await postgresDump(box.postgresUrl);
  expect(canariesIn(released, words)).toHaveLength(words.length);
  expect(canariesIn(released, [...canaries, ...planted])).toEqual([]);
}

describe("of people with planted values", { retry: 0 }, () => {
  it("nothing is left when they have stopped", async () => {
    const box = await openVenueBox(settings);
    try {
      const phones = await liveliness(box);
      const canaries = phones.flatMap(canariesOf);
      // The search can find them where they have to be.
      const held = canariesIn(await redisDump(box.redisUrl), [...canaries, ...planted, ...words]);
      expect(held).toEqual(expect.arrayContaining(["key 0", "session 0", "mix", "push endpoint"]));
      expect(canariesIn(await metricsOf(box), [...canaries, ...planted, ...words])).toEqual([]);
      for (const { ask, close } of phones) {
        expect((await ask("DELETE", "/api/v1/session")).status).toBe(204);
        close();
      }
      await expectNothingLeft(box, canaries);
    } finally {
      await box.stop();
    }
  }, 300_000);

  it("nothing is left when their sessions have ended by themselves", async () => {
    const box = await openVenueBox({ ...settings, SIGHEJ_SESSION_SECONDS: "45" });
    try {
      const phones = await liveliness(box);
      const canaries = phones.flatMap(canariesOf);
      await vi.waitFor(async () => {
        expect(phones[0]?.ending()).toBe("expired");
        const held = await redisDump(box.redisUrl);
        expect(canariesIn(held, canaries)).toEqual([]);
      }, PATIENCE);
      for (const { close } of phones) close();
      await expectNothingLeft(box, canaries);
    } finally {
      await box.stop();
    }
  }, 300_000);
});
