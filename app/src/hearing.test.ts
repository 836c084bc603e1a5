import {
  ADVERT_UUID,
  ADVERT_UUID_PREFIX,
  epochAt,
  MATCH_TOKENS_MAX,
  seconds,
  TOKEN_BYTES,
  type Token,
  tokenOf,
  tokenText,
  writeToken,
} from "@sighej/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { session, start } from "../test/made-up.ts";
import { hear, tokensIn } from "./hearing.ts";

const token = tokenOf(session.beaconKey, session.view.venue, epochAt(start));

/** A browser's scanner, which hears what a test says. */
class Scanner extends EventTarget {
  scans = 0;
  async requestLEScan() {
    this.scans += 1;
    const stop = () => {
      this.scans -= 1;
    };
    return { stop };
  }
  say(advert: object) {
    this.dispatchEvent(Object.assign(new Event("advertisementreceived"), advert));
  }
}

const badgeSays = (value: Token) => {
  const bytes = new Uint8Array(1 + TOKEN_BYTES + 1);
  bytes[0] = 1;
  writeToken(bytes, 1, value);
  return { serviceData: new Map([[ADVERT_UUID, new DataView(bytes.buffer)]]) };
};
const phoneSays = (value: Token) => {
  const hex = `${ADVERT_UUID_PREFIX}${tokenText(value)}`;
  return { uuids: [hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")] };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the token is read from service data and from a service UUID, and strangers are none", () => {
  const heard = (advert: object) => tokensIn(Object.assign(new Event("seen"), advert));
  expect(heard(badgeSays(token))).toEqual([token]);
  expect(heard(phoneSays(token))).toEqual([token]);
  expect(heard({})).toEqual([]);
  expect(heard({ uuids: ["0000180f-0000-1000-8000-00805f9b34fb"] })).toEqual([]);
  const short = new DataView(new ArrayBuffer(3));
  expect(heard({ serviceData: new Map([[ADVERT_UUID, short]]) })).toEqual([]);
});

test("what was heard is told every few seconds, each token once, and silence is not", async () => {
  const scanner = new Scanner();
  const told: (readonly string[])[] = [];
  const ending = new AbortController();
  expect(await hear(scanner, (tokens) => told.push(tokens), ending.signal)).toBeUndefined();
  scanner.say(badgeSays(token));
  scanner.say(badgeSays(token));
  await vi.advanceTimersByTimeAsync(seconds(20));
  expect(told).toEqual([[tokenText(token)]]);
  for (let each = 0; each < 100; each++) scanner.say(badgeSays(BigInt(each) as Token));
  await vi.advanceTimersByTimeAsync(seconds(4));
  expect(told[1]).toHaveLength(MATCH_TOKENS_MAX);
  ending.abort();
  scanner.say(badgeSays(token));
  await vi.advanceTimersByTimeAsync(seconds(20));
  expect(told).toHaveLength(2);
  expect(scanner.scans).toBe(0);
});

test("a no to listening is told, as is a browser that cannot", async () => {
  const { signal } = new AbortController();
  const scanner = Object.assign(new EventTarget(), {
    requestLEScan: () =>
      Promise.reject(Object.assign(new Error("no"), { name: "NotAllowedError" })),
  });
  expect(await hear(scanner, () => {}, signal)).toBe("bt-denied");
  expect(await hear(undefined, () => {}, signal)).toBe("bt-absent");
});
