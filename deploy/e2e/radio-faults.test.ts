/**
 * What goes wrong with radios, on virtual controllers under the real noble, and what the gateway's
 * published status says of it. Everything here takes as long as it takes in a hall.
 */
import type { GatewayOnline } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fillAir,
  openRadioStand,
  type RadioStand,
  type StandGateway,
  tokenNumbered,
} from "./radio-stand.ts";

let stand: RadioStand;
let hall: { stop(): Promise<void> };

beforeAll(async () => {
  stand = await openRadioStand(["door", "stage", "bar", "desk", "twin"]);
  hall = fillAir(stand.air, [1, 2], 5);
});
afterAll(async () => {
  await hall?.stop();
  await stand?.stop();
});

const scanning = ({ radio }: { readonly radio: string }) => radio === "scanning";
/** A status of after `reason` was seen to, in which adverts are heard again. */
const recoveredFrom = (gateway: StandGateway, reason: string, times = 1) =>
  gateway.status(
    (status) =>
      (status.recoveries[reason as keyof typeof status.recoveries] ?? 0) >= times &&
      scanning(status) &&
      (status.lastAdvertAgeMs ?? 99_999) < 2_000,
  );

describe.concurrent("a gateway", () => {
  it("hears two beacons in a crowd, each apart, and counts what it leaves out", async () => {
    const door = stand.launch("door", ["door"]);
    const first = await door.status((status) => scanning(status) && status.windowsSent >= 3);
    expect(first).toMatchObject({ commandsRefused: {}, windowsDropped: 0, windowsLost: 0 });
    expect(first.adverts).toBeGreaterThan(first.tokensHeard);
    expect(Math.min(...[1, 2].map((each) => door.heardOf(tokenNumbered(each))))).toBeGreaterThan(5);
    const tokens = door.windows.flatMap(({ sightings }) => sightings.map(({ token }) => token));
    expect(new Set(tokens)).toEqual(new Set([tokenNumbered(1), tokenNumbered(2)]));

    // A level that is not known, and octets that are no event.
    stand.air.link = (transmitter, receiver) =>
      receiver === "door" && transmitter === "beacon 2" ? 127 : -60;
    await door.status(({ refused }) => (refused["no-level"] ?? 0) > 5);
    stand.air.link = () => -60;
    for (let length = 0; length < 40; length++)
      stand.server.inject("door", Uint8Array.of(4, 0x3e, length, 2, 9, ...new Uint8Array(length)));
    const fuzzed = await door.status(({ refused }) => (refused.malformed ?? 0) >= 20);
    expect(fuzzed.radio).toBe("scanning");

    // Somebody on the same machine resets the controller, and ends its scan.
    stand.server.foreignCommand("door", Uint8Array.of(1, 0x03, 0x0c, 0));
    await recoveredFrom(door, "reset");
    stand.server.foreignCommand("door", Uint8Array.of(1, 0x0c, 0x20, 2, 0, 0));
    const back = await recoveredFrom(door, "scan-ended");
    expect(back.lastRecovery).toMatchObject({ adapter: "hci0", step: "scan" });

    stand.server.unplug("door");
    await door.status(({ radio }) => radio === "off");
    stand.server.plug("door");
    await door.status((status) => scanning(status) && (status.lastAdvertAgeMs ?? 9_999) < 2_000);
    expect(door.output()).not.toContain(stand.server.addressOf("door"));
  });

  it("notices within half a minute that it has gone deaf, and hears again after a new scan", async () => {
    const stage = stand.launch("stage", ["stage"]);
    await stage.status((status) => scanning(status) && (status.advertsPerS?.all ?? 0) > 20);
    stand.server.fault("stage", { kind: "deaf", until: "scan" });
    const silent = await stage.status(({ radio }) => radio === "silent");
    expect(silent.lastAdvertAgeMs).toBeGreaterThanOrEqual(29_000);
    expect(await recoveredFrom(stage, "silence")).toMatchObject({
      recoveries: { silence: 1 },
      lastRecovery: { step: "scan", reason: "silence" },
    });
  });

  it("switches a controller off and on that refuses to scan", async () => {
    const bar = stand.launch("bar", ["bar"]);
    await bar.status(scanning);
    stand.server.fault("bar", { kind: "refusing", until: "power" });
    stand.server.foreignCommand("bar", Uint8Array.of(1, 0x03, 0x0c, 0));
    const back = await recoveredFrom(bar, "refused");
    expect(back.lastRecovery).toMatchObject({ step: "power-cycle", reason: "refused" });
  });

  it("calls for somebody to pull the plug of one that answers nothing, and hears once they did", async () => {
    const desk = stand.launch("desk", ["desk"]);
    await desk.status(scanning);
    stand.server.fault("desk", { kind: "mute", until: "pulled-out" });
    stand.server.foreignCommand("desk", Uint8Array.of(1, 0x0c, 0x20, 2, 0, 0));
    const lost = await desk.status(({ radio }) => radio === "needs-power-cycle");
    expect(lost.recoveries["no-answer"]).toBeGreaterThanOrEqual(3);
    stand.server.unplug("desk");
    await desk.status(({ radio }) => radio === "off");
    stand.server.plug("desk");
    await desk.status((status) => scanning(status) && (status.lastAdvertAgeMs ?? 9_999) < 2_000);
  });

  it("listens with two adapters, chosen by address, and goes on with one while the other is out", async () => {
    const addresses = ["right", "left"].map((each) => stand.server.addressOf(each)).join(",");
    const twin = stand.launch("twin", ["spare", "left", "right"], { SIGHEJ_ADAPTERS: addresses });
    // The first status is published before any adapter was found, and lists none.
    const bothScan = ({ adapters }: Pick<GatewayOnline, "adapters">) =>
      adapters.length === 2 && adapters.every(scanning);
    const both = await twin.status(bothScan);
    expect(both.adapters.map(({ name }) => name)).toEqual(["hci2", "hci1"]);
    stand.server.unplug("left");
    const one = await twin.status(({ adapters }) => adapters[1]?.radio === "off");
    expect(one.adapters[0]?.radio).toBe("scanning");
    expect(one.radio).toBe("scanning");
    stand.server.plug("left");
    await twin.status(bothScan);
  });
});
