import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import { GatewayError } from "./errors.ts";
import type { AdapterListing, Management } from "./management.ts";
import type { RadioEars, RadioState } from "./radio.ts";
import { type Radios, type RadiosParts, startRadios, type TakenStep } from "./radios.ts";

const [first, second] = ["02:00:00:00:00:01", "02:00:00:00:00:02"] as const;

/** A machine whose adapters a test plugs in and breaks. */
function machine(addresses: readonly string[], there: readonly AdapterListing[]) {
  let listed = there;
  let changed: () => void = () => undefined;
  const opened: { readonly index: number | undefined; ears: RadioEars; state: RadioState }[] = [];
  const did: string[] = [];
  const taken: TakenStep[] = [];
  let now = 0;
  const management: Management = {
    list: async () => listed,
    powerCycle: async (index) => {
      did.push(`power ${index}`);
    },
    changed: (listener) => {
      changed = listener;
    },
    close: () => undefined,
  };
  const parts: RadiosParts = {
    open: (index, ears) => {
      const radio = { index, ears, state: "scanning" as RadioState };
      opened.push(radio);
      return {
        state: () => radio.state,
        rescan: () => did.push(`scan ${index}`),
        reopen: () => did.push(`driver ${index}`),
        close: async () => {
          did.push(`close ${index}`);
        },
      };
    },
    management,
    resetUsb: async (index) => {
      did.push(`usb ${index}`);
      throw new GatewayError("management-failed", "it is not on USB");
    },
    addresses,
    hear: () => undefined,
    malformed: () => undefined,
    supervised: true,
    ended: false,
    end: () => did.push("end"),
    recovered: (step) => taken.push(step),
    now: () => now,
    random: () => 0,
    logger: pino({ level: "silent" }),
  };
  return {
    ...{ parts, opened, did, taken },
    plug: (listing: readonly AdapterListing[]) => {
      listed = listing;
      changed();
    },
    /** Lets seconds pass. */
    pass: async (radios: Radios, seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        now += 1_000;
        radios.tick();
        await new Promise((done) => setImmediate(done));
      }
    },
  };
}

describe("the radios", () => {
  it("are the adapters that are named, wherever they are plugged in", async () => {
    const box = machine(
      [second, first],
      [
        { index: 0, address: "02:00:00:00:00:09" },
        { index: 4, address: first },
        { index: 7, address: second },
      ],
    );
    const radios = await startRadios(box.parts);
    expect(box.opened.map(({ index }) => index)).toEqual([7, 4]);
    expect(radios.view().map(({ name }) => name)).toEqual(["hci7", "hci4"]);
    expect(JSON.stringify(radios.view())).not.toContain("02:00");
  });

  it("are the first there is where none is named", async () => {
    const box = machine(
      [],
      [
        { index: 2, address: second },
        { index: 5, address: first },
      ],
    );
    await startRadios(box.parts);
    expect(box.opened.map(({ index }) => index)).toEqual([2]);
  });

  it("come and go, also under another number", async () => {
    const box = machine([first], []);
    const radios = await startRadios(box.parts);
    await box.pass(radios, 5);
    expect(radios.view()[0]?.health).toBe("off");
    box.plug([{ index: 1, address: first }]);
    await vi.waitFor(() => expect(box.opened).toHaveLength(1));
    box.plug([{ index: 3, address: first }]);
    await vi.waitFor(() => expect(box.opened.map(({ index }) => index)).toEqual([1, 3]));
    expect(box.did).toEqual(["close 1"]);
    box.plug([]);
    await vi.waitFor(() => expect(box.did).toEqual(["close 1", "close 3"]));
    await box.pass(radios, 60);
    expect(box.taken).toEqual([]);
    await radios.close();
  });

  it("are seen to step by step, and a step that cannot be taken says why", async () => {
    const box = machine([first], [{ index: 1, address: first }]);
    const radios = await startRadios(box.parts);
    const [radio] = box.opened;
    if (radio === undefined) throw new TypeError("one is there");
    radio.state = "no-answer";
    await box.pass(radios, 120);
    expect(box.did.slice(0, 6)).toEqual([
      "scan 1",
      "driver 1",
      "power 1",
      "driver 1",
      "usb 1",
      "end",
    ]);
    expect(box.taken[3]).toEqual({
      ...{ adapter: "hci1", step: "usb-reset", reason: "no-answer", problem: "it is not on USB" },
    });
    radio.state = "scanning";
    radio.ears.hear(new Uint8Array(0), 0, 0, -60);
    await box.pass(radios, 2);
    expect(radios.view()[0]).toMatchObject({ health: "scanning", adverts: 1 });
  });

  it("are one, whichever comes first, where the system lists none", async () => {
    const box = machine([], []);
    const radios = await startRadios({ ...box.parts, management: undefined });
    expect(box.opened.map(({ index }) => index)).toEqual([undefined]);
    radios.rescan();
    await vi.waitFor(() =>
      expect(box.taken).toEqual([{ adapter: "hci", step: "scan", reason: "asked" }]),
    );
  });
});
