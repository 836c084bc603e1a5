/**
 * The gateway on a controller that nobody of this project wrote: BlueZ's btvirt, with the native
 * addon. It reports an advert once each time that advertising begins, and knows no levels, so what
 * is proved is how one speaks with a controller, not what is heard how well.
 */
import type { Socket } from "node:net";
import { encodeAdvert } from "@sighej/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRadioStand, type RadioStand, tokenNumbered } from "../radio-stand.ts";
import { type BtVirt, startBtVirt } from "./btvirt.ts";

const RESET = 0x0c03;
const SET_ADVERTISING_PARAMETERS = 0x2006;
const SET_ADVERTISING_DATA = 0x2008;
const SET_ADVERTISING_ENABLE = 0x200a;
const LE_EVENT_MASK = 0x2001;

let air: BtVirt;
let stand: RadioStand;
let beacon: Socket;

beforeAll(async () => {
  air = await startBtVirt();
  stand = await openRadioStand(["door"]);
  beacon = await air.controller();
});
afterAll(async () => {
  beacon?.destroy();
  await stand?.stop();
  await air?.stop();
});

const command = (opcode: number, ...parameters: readonly number[]): void => {
  beacon.write(Buffer.of(1, opcode & 0xff, opcode >> 8, parameters.length, ...parameters));
};

/** Begins to advertise these octets, which is reported once (Core 5.4, Vol 4 Part E §7.8.5–9). */
function advertise(bytes: Uint8Array): void {
  command(SET_ADVERTISING_ENABLE, 0);
  // 100 ms, not connectable, public address, all channels.
  command(SET_ADVERTISING_PARAMETERS, 0xa0, 0, 0xa0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0);
  const padding = new Uint8Array(31 - bytes.length);
  command(SET_ADVERTISING_DATA, bytes.length, ...bytes, ...padding);
  command(SET_ADVERTISING_ENABLE, 1);
}

it("scans on it, hears what it reports, and says so when it is gone", async () => {
  const door = stand.launch("door", { nodeArguments: air.nodeArguments }, air.environment);
  await door.status(({ radio }) => radio === "scanning");
  beacon.resume();
  command(RESET);
  command(LE_EVENT_MASK, 0xff, 0, 0, 0, 0, 0, 0, 0);
  const token = tokenNumbered(7);
  const adverts = [
    encodeAdvert({ form: "service-data", token }),
    encodeAdvert({ form: "service-uuid", token }),
    Uint8Array.of(13, 0x16, 0xaa, 0xfe, 0x30, 0xee, 1, 2, 3, 4, 5, 6, 7, 8),
    Uint8Array.of(2, 1, 6, 4, 0xff, 0x4c, 0, 0x10),
  ];
  for (let round = 0; round < 25; round++) {
    const advert = adverts[round % adverts.length];
    if (advert !== undefined) advertise(advert);
    await new Promise((done) => setTimeout(done, 50));
  }
  const heard = await door.status(({ adverts: count }) => count >= 25);
  expect(heard).toMatchObject({
    radio: "scanning",
    adverts: 25,
    tokensHeard: 19,
    // btvirt says of every level that it is not known.
    refused: { "no-level": 19 },
    recoveries: {},
  });
  air.kill();
  await door.status(({ radio }) => radio === "off");
});
