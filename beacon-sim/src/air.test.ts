import fc from "fast-check";
import { expect, test } from "vitest";
import { ADV_IND, ADV_NONCONN_IND, type Advert, Air, hciRssi, type Station } from "./air.ts";
import { ManualClock } from "./clock.ts";
import { seededRng } from "./rng.ts";

class Ear implements Station {
  readonly id: string;
  listening = true;
  asking = false;
  readonly heard: string[] = [];

  constructor(id: string) {
    this.id = id;
  }

  hear(advert: Advert, rssiDbm: number): void {
    this.heard.push(`${advert.transmitter} ${rssiDbm}`);
  }

  hearScanResponse(advert: Advert, rssiDbm: number): void {
    this.heard.push(`answer of ${advert.transmitter} ${rssiDbm}`);
  }
}

const advert = (transmitter: string, more: Partial<Advert> = {}): Advert => ({
  transmitter,
  address: Uint8Array.of(1, 2, 3, 4, 5, 6),
  addressType: "random",
  pduType: ADV_NONCONN_IND,
  data: Uint8Array.of(2, 1, 6),
  ...more,
});

function airWith(...ears: Ear[]): Air {
  const air = new Air({ clock: new ManualClock(), link: () => -60 });
  for (const ear of ears) air.attach(ear);
  return air;
}

test("the link decides per transmitter, receiver and moment what is heard", () => {
  const [near, far] = [new Ear("near"), new Ear("far")];
  const clock = new ManualClock(5_000);
  const asked: unknown[] = [];
  const air = new Air({
    clock,
    link: (transmitter, receiver, now) => {
      asked.push([transmitter, receiver, now]);
      return receiver === "near" ? -50.6 : undefined;
    },
  });
  air.attach(near);
  air.attach(far);
  air.transmit(advert("badge"));
  expect(asked).toEqual([
    ["badge", "near", 5_000],
    ["badge", "far", 5_000],
  ]);
  expect([near.heard, far.heard]).toEqual([["badge -51"], []]);
  air.link = () => -40;
  air.transmit(advert("badge"));
  expect(far.heard).toEqual(["badge -40"]);
  expect(air.counters).toEqual({ transmitted: 2, heard: 3, lost: 1, unheard: 0 });
});

test("a station that does not listen, has left, or sends itself hears nothing", () => {
  const [idle, gone, self] = [new Ear("idle"), new Ear("gone"), new Ear("self")];
  const air = airWith(idle, gone, self);
  idle.listening = false;
  air.detach(gone);
  air.transmit(advert("self"));
  expect([idle.heard, gone.heard, self.heard]).toEqual([[], [], []]);
  expect(air.listeners()).toEqual(["self"]);
  expect(() => air.attach(new Ear("self"))).toThrow(RangeError);
});

test("only a scannable advert is answered, and only to who asks", () => {
  const [active, passive] = [new Ear("active"), new Ear("passive")];
  active.asking = true;
  const air = airWith(active, passive);
  air.transmit(advert("a", { pduType: ADV_IND }));
  air.transmit(advert("b"));
  expect(active.heard).toEqual(["a -60", "answer of a -60", "b -60"]);
  expect(passive.heard).toEqual(["a -60", "b -60"]);
});

test("a recorded reception has its own RSSI, and is counted when nobody is there", () => {
  const ear = new Ear("ear");
  const air = airWith(ear);
  expect(air.deliver("ear", advert("badge"), -73)).toBe(true);
  expect(air.deliver("ear", advert("badge"), 127)).toBe(true);
  expect(air.deliver("elsewhere", advert("badge"), -73)).toBe(false);
  ear.listening = false;
  expect(air.deliver("ear", advert("badge"), -73)).toBe(false);
  expect(ear.heard).toEqual(["badge -73", "badge 127"]);
  expect(air.counters).toMatchObject({ heard: 2, unheard: 2 });
});

test("loss is as likely as the link makes it", () => {
  const ear = new Ear("ear");
  const rng = seededRng("loss");
  const air = airWith(ear);
  air.link = () => (rng.uniform() < 0.3 ? undefined : -70);
  for (let i = 0; i < 5_000; i++) air.transmit(advert("badge"));
  // Five deviations of a binomial with n = 5,000 and p = 0.3.
  expect(Math.abs(air.counters.lost - 1_500)).toBeLessThan(165);
  expect(air.counters.lost + air.counters.heard).toBe(5_000);
});

test("any RSSI comes out as HCI can say it", () => {
  fc.assert(
    fc.property(fc.double(), (rssi) => {
      const said = hciRssi(rssi);
      return Number.isInteger(said) && ((said >= -127 && said <= 20) || said === 127);
    }),
  );
  expect([-200, 60, Number.NaN, 127, -70.5, -70.6].map(hciRssi)).toEqual([
    -127, 20, 127, 127, -70, -71,
  ]);
});

test("an advert of impossible length is a bug of the sender", () => {
  const air = airWith();
  expect(() => air.transmit(advert("a", { data: new Uint8Array(32) }))).toThrow(RangeError);
  expect(() => air.transmit(advert("a", { address: new Uint8Array(5) }))).toThrow(RangeError);
  expect(() => air.deliver("x", advert("a", { scanResponse: new Uint8Array(32) }), 0)).toThrow(
    RangeError,
  );
});
