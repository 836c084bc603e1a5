import {
  BADGE_BIND,
  BADGE_SERVICE,
  BADGE_STATUS,
  CHECK_IN_NONCE,
  CHECK_IN_PROOF,
  CHECK_IN_SERVICE,
  checkInProof,
  decodeCheckIn,
  encodeCheckInNonce,
  epochAt,
  seconds,
  tokenOf,
} from "@sighej/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { certain, session, start } from "../test/made-up.ts";
import { badge, code, device, radio } from "../test/radio.ts";
import { type Bluetooth, checkIn, forgetChosen, pairBadge } from "./bluetooth.ts";

const bindCode = { bindCode: code };
const paired = { ok: true, battery: 80, device };
const never = <T>(): Promise<T> => new Promise(() => {});
const now = () => start;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a badge is given this session's key and the time, and says its battery", async () => {
  const { services, bound } = badge();
  const { bluetooth, gatt } = radio(services);
  expect(await pairBadge(bluetooth, session, bindCode, now)).toEqual(paired);
  const { venue } = session.view;
  expect(bound).toEqual([{ venue, key: session.beaconKey, now: start }]);
  expect(gatt.connected).toBe(0);
});

test("a badge that was chosen before is paired without a list, as long as the browser has it", async () => {
  const { services, bound } = badge();
  const { bluetooth } = radio(services);
  const chosen = await bluetooth.requestDevice({ filters: [] });
  const requestDevice = vi.fn(bluetooth.requestDevice);
  const remembering = (...peers: readonly (typeof chosen)[]): Bluetooth => ({
    requestDevice,
    getDevices: async () => peers,
  });
  const known = { bindCode: code, device };
  expect(await pairBadge(remembering(chosen), session, known, now)).toEqual(paired);
  expect(requestDevice).not.toHaveBeenCalled();
  for (const without of [remembering(), { requestDevice }])
    expect(await pairBadge(without, session, known, now)).toEqual(paired);
  expect(requestDevice).toHaveBeenCalledTimes(2);
  expect(bound).toHaveLength(3);
});

test("what was chosen is forgotten where the browser can, and nothing happens where it cannot", async () => {
  const { bluetooth } = radio({});
  const peer = await bluetooth.requestDevice({ filters: [] });
  const forget = vi.fn(async () => {});
  await forgetChosen({ ...bluetooth, getDevices: async () => [{ ...peer, forget }, peer] });
  expect(forget).toHaveBeenCalledOnce();
  await forgetChosen(bluetooth);
  await forgetChosen(undefined);
});

test("a badge without a battery service is paired all the same", async () => {
  const { services } = badge();
  const { bluetooth } = radio({ [BADGE_SERVICE]: services[BADGE_SERVICE] ?? {} });
  expect(await pairBadge(bluetooth, session, bindCode, now)).toEqual({
    ...paired,
    battery: undefined,
  });
});

test.each([
  ["of another bind code", badge(new Uint8Array(16)), "bt-wrong-code"],
  ["whose button was not held", badge(code, "bound"), "bt-not-pairing"],
] as const)("a badge %s is said to be just that", async (_, { services, bound }, trouble) => {
  const { bluetooth } = radio(services);
  expect(await pairBadge(bluetooth, session, bindCode, now)).toEqual({ ok: false, trouble });
  expect(bound).toEqual([]);
});

test("a connection that is lost while a read waits is said at once", async () => {
  const { bluetooth, gatt, lose } = radio({
    [BADGE_SERVICE]: { [BADGE_BIND]: {}, [BADGE_STATUS]: { read: never } },
  });
  const pairing = pairBadge(bluetooth, session, bindCode, now);
  await vi.advanceTimersByTimeAsync(0);
  expect(gatt.connected).toBe(1);
  lose();
  expect(await pairing).toEqual({ ok: false, trouble: "bt-lost" });
  expect(gatt.connected).toBe(0);
});

test("what never answers ends by itself", async () => {
  const { bluetooth } = radio({
    [BADGE_SERVICE]: { [BADGE_BIND]: {}, [BADGE_STATUS]: { read: never } },
  });
  const pairing = pairBadge(bluetooth, session, bindCode, now);
  await vi.advanceTimersByTimeAsync(seconds(60));
  expect(await pairing).toEqual({ ok: false, trouble: "bt-lost" });
  const asked = pairBadge({ requestDevice: never }, session, bindCode, now);
  await vi.advanceTimersByTimeAsync(seconds(60));
  expect(await asked).toEqual({ ok: false, trouble: "bt-off" });
});

test.each([
  ["NotFoundError", "User cancelled the requestDevice() chooser.", "bt-cancelled"],
  ["NotFoundError", "Bluetooth adapter not available.", "bt-absent"],
  ["NotFoundError", "No Services matching UUID found.", "bt-odd"],
  ["SecurityError", "not allowed", "bt-denied"],
  ["NetworkError", "Connection failed.", "bt-lost"],
])("a browser that says %s, %s is understood as %s", async (name, message, trouble) => {
  const refusing: Bluetooth = {
    requestDevice: () => Promise.reject(Object.assign(new Error(message), { name })),
  };
  expect(await pairBadge(refusing, session, bindCode, now)).toEqual({ ok: false, trouble });
});

test("a phone without Bluetooth is told so, and asked nothing", async () => {
  expect(await checkIn(undefined, session, now)).toEqual({ ok: false, trouble: "bt-absent" });
});

test("a gateway is given a proof for its own nonce", async () => {
  const written: Uint8Array[] = [];
  const challenge = new Uint8Array(8).fill(9);
  const { bluetooth } = radio({
    [CHECK_IN_SERVICE]: {
      [CHECK_IN_NONCE]: { read: () => encodeCheckInNonce(challenge) },
      [CHECK_IN_PROOF]: { write: (bytes) => void written.push(bytes) },
    },
  });
  expect(await checkIn(bluetooth, session, now)).toEqual({ ...paired, battery: undefined });
  const { venue } = session.view;
  expect(certain(decodeCheckIn(written[0] ?? new Uint8Array()))).toEqual({
    token: tokenOf(session.beaconKey, venue, epochAt(start)),
    proof: checkInProof(session.beaconKey, venue, challenge),
  });
});
