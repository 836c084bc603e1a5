/** A Pi and the boards around it, looked after: pushed settings, live view, figures, a board's adverts. */
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { ADV_NONCONN_IND } from "@sighej/beacon-sim";
import {
  asciiBytes,
  decodeSightings,
  encodeAdvert,
  encodeGatewayConfig,
  type GatewayId,
  readToken,
} from "@sighej/protocol";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type GatewayBox, openGatewayBox } from "./gateway-box.ts";

const [door, board] = ["door", "bar-board"] as GatewayId[] as [GatewayId, GatewayId];
const password = "typed into the board";
/** Processes under tsx, on a busy machine. */
const SLOW = { timeout: 60_000 };

let box: GatewayBox;
let loopback: number;
let boardsPort: number;
beforeAll(async () => {
  [loopback, boardsPort] = [await freePort(), await freePort()];
  box = await openGatewayBox({
    ...{ gateways: [door, board], antennas: ["door"] },
    settings: (secrets, venue) => ({
      SIGHEJ_LOOPBACK_PORT: String(loopback),
      SIGHEJ_BOARDS_ADDRESS: "127.0.0.1",
      SIGHEJ_BOARDS_PORT: String(boardsPort),
      SIGHEJ_BOARDS: JSON.stringify(
        secrets
          .filter(({ id }) => id === board)
          .map(({ id, secret }) => ({ gateway: id, username: `${venue}/${id}`, secret, password })),
      ),
    }),
  });
  await vi.waitFor(() => expect(box.status(door)).toMatchObject({ radio: "scanning" }), SLOW);
});
afterAll(() => box?.stop());

const tokenOf = (filling: number) => readToken(new Uint8Array(8).fill(filling), 0);
const beaconAddress = "c6:05:04:03:02:01";
function transmit(filling: number): void {
  box.air.transmit({
    ...{ transmitter: "badge", addressType: "random", pduType: ADV_NONCONN_IND },
    address: Uint8Array.of(1, 2, 3, 4, 5, 0xc6),
    data: encodeAdvert({ form: "service-data", token: tokenOf(filling) }),
  });
}
const batchesOf = (gateway: GatewayId) =>
  box.published(gateway, "sightings").flatMap((payload) => {
    const batch = decodeSightings(payload);
    return batch.ok ? [batch.value] : [];
  });

describe("a Pi with boards around it", () => {
  it("sends what a board hears under the board's own name, and no address", async () => {
    expect(box.status(board)).toMatchObject({ radio: "off" });
    const esp = mqtt.connect(`mqtt://127.0.0.1:${boardsPort}`, { username: board, password });
    const message = JSON.stringify({
      ...{ id: beaconAddress, name: "x", rssi: -67, servicedata: `01${"5a".repeat(8)}00` },
      servicedatauuid: "a1360606-3ca8-453f-bc59-3217f0c20a8c",
    });
    await vi.waitFor(() => expect(box.status(board)).toMatchObject({ radio: "scanning" }), SLOW);
    await vi.waitFor(() => {
      esp.publish(`home/OMG/BTtoMQTT/${beaconAddress}`, message);
      expect(batchesOf(board).flatMap(({ sightings }) => sightings)).toContainEqual(
        expect.objectContaining({ token: tokenOf(0x5a), max: -67 }),
      );
    }, SLOW);
    expect(batchesOf(door)).toEqual([]);
    for (const payload of [...box.published(board, "sightings"), ...box.published(board, "status")])
      expect(payload.toString("latin1")).not.toMatch(/c6:?05:?04/i);
    expect(box.printed()).not.toMatch(/c6:?05:?04/i);
    await esp.endAsync();
    await vi.waitFor(() => expect(box.status(board)).toMatchObject({ radio: "off" }), SLOW);
  });

  it("takes a pushed configuration at once, and says why it does not take another", async () => {
    await box.push(door, encodeGatewayConfig({ v: 1, version: 2, windowMs: 500 }));
    await vi.waitFor(() => expect(box.status(door)?.config).toEqual({ version: 2 }), SLOW);
    await vi.waitFor(() => {
      transmit(1);
      expect(batchesOf(door).at(-1)).toMatchObject({ windowLength: 500 });
    }, SLOW);
    await box.push(door, asciiBytes('{"v":1,"version":3,"windowMs":9}'));
    await vi.waitFor(
      () =>
        expect(box.status(door)?.config).toMatchObject({
          version: 2,
          rejected: expect.stringContaining("windowMs"),
        }),
      SLOW,
    );
  });

  it("shows what it hears, live, to who runs scan on it", async () => {
    const scan = box.command("scan", "--socket", join(box.runtimeFolder, "live.sock"));
    let lines = "";
    scan.stdout?.setEncoding("utf8").on("data", (text: string) => {
      lines += text;
    });
    await vi.waitFor(() => {
      transmit(0x7b);
      expect(lines).toMatch(/^\d\d:\d\d:\d\d {2}\d+ adverts\/s, 1 token: 7b7b -60 dBm ×\d+$/m);
    }, SLOW);
    // Four digits of sixteen: nothing to look a session up by.
    expect(lines).not.toContain("7b7b7b");
    scan.kill("SIGINT");
    const [code] = await once(scan, "exit");
    expect(code).toBe(0);
  });

  it("says how it and its boards are, to a person and to Prometheus", async () => {
    const status = box.command("status", "--config", "/nonexistent/config.json");
    let text = "";
    status.stdout?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    const [code] = await once(status, "close");
    expect(code).toBe(0);
    expect(text).toMatch(/^door\n {2}radio +scanning$/m);
    expect(text).toMatch(/^bar-board\n {2}radio +off$/m);
    const metrics = await (await fetch(`http://127.0.0.1:${loopback}/metrics`)).text();
    expect(metrics).toContain('sighej_gateway_config_version{gateway="door"} 2');
    expect(metrics).not.toMatch(/7b7b|5a5a/);
    expect((await fetch(`http://127.0.0.1:${loopback}/healthz`)).status).toBe(200);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address !== null ? address.port : 0;
}
