/** Check-in over the air: the gateway's program with bleno beside noble, and a phone with noble. */
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { blenoAntenna } from "@sighej/beacon-sim";
import {
  checkInProof,
  decodeBeaconKey,
  decodeCheckInNonce,
  decodeCheckInReport,
  decodeHex,
  encodeCheckIn,
  epochAt,
  type GatewayId,
  hexOf,
  provesCheckIn,
  tokenOf,
  unixMs,
} from "@sighej/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PhoneSays } from "./check-in-phone.ts";
import { ended, type GatewayBox, openGatewayBox } from "./gateway-box.ts";

const door = "door" as GatewayId;
const phone = fileURLToPath(new URL("check-in-phone.ts", import.meta.url));
/** Processes under tsx, on a busy machine. */
const SLOW = { timeout: 60_000 };

let box: GatewayBox | undefined;
afterEach(async () => {
  await box?.stop();
  box = undefined;
});

const opened = async (antennas: readonly string[], adapter: string): Promise<GatewayBox> => {
  box = await openGatewayBox({
    ...{ gateways: [door], antennas },
    settings: () => ({ SIGHEJ_CHECK_IN_ADAPTER: adapter }),
  });
  return box;
};

describe("check-in", () => {
  it("takes one proof for its nonce from a phone that connects, and hands it to the matcher", async () => {
    const { venue, status, published, beside, gateway, server } = await opened(
      ["door-1", "door-2"],
      "hci1",
    );
    await vi.waitFor(() => expect(status(door)).toMatchObject({ checkIn: "offered" }), SLOW);
    const visitor = beside(phone, "phone");
    const [asked]: PhoneSays[] = await once(visitor, "message");
    if (asked?.says !== "asked") throw new Error("the phone asked for nothing");
    // bleno would tell the machine's own name.
    expect(asked).toMatchObject({ name: "SigHej door", deviceName: "SigHej door" });

    const key = must(decodeBeaconKey(new Uint8Array(32).fill(7)));
    const nonce = must(decodeCheckInNonce(must(decodeHex(asked.nonce))));
    const token = tokenOf(key, venue, epochAt(unixMs(Date.now())));
    const right = hexOf(encodeCheckIn({ token, proof: checkInProof(key, venue, nonce) }));
    // Something that is no proof, the proof, and the proof once more.
    visitor.send([right.slice(2), right, right]);
    const [written]: PhoneSays[] = await once(visitor, "message");
    expect(written).toEqual({ says: "written", taken: [false, true, false] });

    await vi.waitFor(() => expect(published(door, "check-ins")).toHaveLength(1), SLOW);
    const report = must(decodeCheckInReport(published(door, "check-ins")[0] ?? Buffer.alloc(0)));
    expect([hexOf(report.nonce), report.token]).toEqual([hexOf(nonce), token]);
    expect(provesCheckIn(report, key, venue, nonce)).toBe(true);
    expect(report.bootId).toBe(status(door)?.bootId);
    expect(Math.abs(Date.now() - report.at)).toBeLessThan(60_000);

    // LE Set Advertising Enable: bleno left on the air would go on without its process.
    const enables = () => server.hciLog(blenoAntenna("door-2"))?.commands["0x200a"] ?? 0;
    // Off at its start, on, and on again when the phone had gone.
    await vi.waitFor(() => expect(enables()).toBeGreaterThanOrEqual(3), SLOW);
    const before = enables();
    await ended(gateway);
    expect(gateway.exitCode).toBe(0);
    await vi.waitFor(() => expect(enables()).toBeGreaterThan(before), SLOW);
  });

  it("is refused where there is one adapter only, which goes on scanning", async () => {
    const { status, printed } = await opened(["door-1"], "hci0");
    await vi.waitFor(
      () => expect(status(door)).toMatchObject({ checkIn: "one-adapter", radio: "scanning" }),
      SLOW,
    );
    expect(printed()).toContain("it needs a second Bluetooth adapter");
  });
});

function must<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new Error("expected a good value");
  return result.value;
}
