import { minutes, type UnixMs } from "@sighej/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Binding } from "./beacon.ts";
import { ManualClock } from "./clock.ts";
import { openSessions, type People } from "./people.ts";
import { seededRng } from "./rng.ts";
import { epochBegin, testKey, testVenue } from "./testing/bindings.ts";
import { type Mood, type ReceptionDesk, receptionDesk } from "./testing/reception-desk.ts";

const ids = Array.from({ length: 20 }, (_, index) => `person-${index + 1}`);
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function desk(options: Parameters<typeof receptionDesk>[0] = {}): Promise<ReceptionDesk> {
  const opened = await receptionDesk(options);
  closing.push(opened.close);
  return opened;
}

function crowd(matcher: URL, signal = new AbortController().signal) {
  const clock = new ManualClock(epochBegin);
  const keys = new Map<string, Binding & { readonly since: UnixMs }>();
  const warnings: string[] = [];
  const logger = { info: () => {}, warn: (_: unknown, message: string) => warnings.push(message) };
  const bind = (id: string, binding: Binding, since: UnixMs) =>
    void keys.set(id, { ...binding, since });
  const options = {
    matcher,
    venue: testVenue,
    ids,
    clock,
    rng: seededRng(1),
    logger,
    signal,
    bind,
  };
  const open = async (): Promise<People> => {
    const people = await openSessions(options);
    closing.push(people.stop);
    return people;
  };
  return { clock, keys, warnings, open };
}

const once = (first: ReturnType<Mood>): Mood => {
  let answered = false;
  return (request) => {
    if (answered || request.method !== "POST") return undefined;
    answered = true;
    return first;
  };
};

describe("made-up people", () => {
  it("start a session each, with consent and a taste of their own, a few at a time", async () => {
    const matcher = await desk();
    const { keys, open } = crowd(matcher.url);
    await open();
    expect(matcher.starts).toHaveLength(ids.length);
    expect(matcher.busiest()).toBeLessThanOrEqual(4);
    expect([...keys.keys()].toSorted()).toEqual(ids.toSorted());
    for (const { venue, consent, interests } of matcher.starts) {
      expect(venue).toBe(testVenue);
      expect(consent.given).toBe(true);
      expect(interests.length).toBeGreaterThanOrEqual(3);
      expect(interests.length).toBeLessThanOrEqual(6);
    }
    expect(new Set(matcher.starts.map(({ interests }) => interests.join())).size).toBe(ids.length);
  });

  it("wear the key of their session until it is over, by their own clock", async () => {
    const matcher = await desk({ life: minutes(30) });
    const { keys, open } = crowd(matcher.url);
    await open();
    const worn = [...keys.values()].map(({ beaconKey }) => beaconKey[0]).toSorted();
    expect(worn).toEqual(ids.map((_, index) => testKey(index + 1)[0]).toSorted());
    for (const { expiresAt } of keys.values()) expect(expiresAt).toBe(epochBegin + minutes(30));
  });

  it("start another when theirs is over", async () => {
    const matcher = await desk({ life: minutes(30) });
    const { clock, keys, open } = crowd(matcher.url);
    await open();
    clock.advance(minutes(30));
    await vi.waitFor(() => expect(matcher.starts).toHaveLength(2 * ids.length));
    await vi.waitFor(() =>
      expect([...keys.values()].map(({ since }) => since)).toEqual(
        ids.map(() => epochBegin + minutes(30)),
      ),
    );
  });

  it("end their sessions when they go", async () => {
    const matcher = await desk();
    const { clock, open } = crowd(matcher.url);
    const people = await open();
    expect(matcher.open.size).toBe(ids.length);
    await people.stop();
    expect(matcher.open.size).toBe(0);
    clock.advance(minutes(300));
    expect(matcher.starts).toHaveLength(ids.length);
  });

  it("wait when the matcher has no room, and come back", async () => {
    const mood = once({ status: 429, headers: { "retry-after": "0" } });
    const matcher = await desk({ mood });
    await crowd(matcher.url).open();
    expect(matcher.starts).toHaveLength(ids.length);
  });

  it("leave nothing open when one of them is refused, and say why", async () => {
    const matcher = await desk({
      mood: once({
        status: 403,
        body: { type: "closed", title: "The venue is closed.", status: 403 },
      }),
    });
    await expect(crowd(matcher.url).open()).rejects.toMatchObject({
      code: "matcher-failed",
      message: "the matcher answered 403: The venue is closed.",
    });
    expect(matcher.open.size).toBe(0);
  });

  it("say where nobody answered", async () => {
    const matcher = await desk();
    await matcher.close();
    await expect(crowd(matcher.url).open()).rejects.toMatchObject({
      code: "matcher-failed",
      message: `no answer from the matcher at ${matcher.url.origin}`,
    });
  });

  it("do not take any answer for a session", async () => {
    const matcher = await desk({ mood: once({ status: 201, body: { hello: "there" } }) });
    await expect(crowd(matcher.url).open()).rejects.toMatchObject({
      code: "matcher-failed",
      message: expect.stringContaining("not understood"),
    });
  });

  it("try again later when a new session is refused", async () => {
    let closed = false;
    const mood: Mood = ({ method }) =>
      closed && method === "POST" ? { status: 500, body: {} } : undefined;
    const matcher = await desk({ mood, life: minutes(30) });
    const { clock, warnings, open } = crowd(matcher.url);
    await open();
    closed = true;
    clock.advance(minutes(30));
    await vi.waitFor(() => expect(warnings).toHaveLength(ids.length));
    closed = false;
    clock.advance(minutes(1));
    await vi.waitFor(() => expect(matcher.starts).toHaveLength(2 * ids.length));
  });

  it("give up when nobody wants them any more", async () => {
    const leaving = new AbortController();
    const matcher = await desk({ mood: () => ({ status: 503, headers: { "retry-after": "30" } }) });
    const opening = crowd(matcher.url, leaving.signal).open();
    const refused = expect(opening).rejects.toMatchObject({ code: "matcher-failed" });
    await vi.waitFor(() => expect(matcher.busiest()).toBe(1));
    leaving.abort();
    await refused;
  });
});
