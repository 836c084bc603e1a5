import { type Battery, base64urlOf, hours, minutes, type UnixMs, unixMs } from "@sighej/protocol";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { badgeItem, otherVenue, setup, venue } from "../../test/fixtures.ts";
import { memoryStock } from "../adapters/memory/stock.ts";
import { MatcherError } from "../errors.ts";
import { metricsOf } from "../metrics.ts";
import { random } from "../wiring/machine.ts";
import { type Batteries, batteriesOf } from "./batteries.ts";
import { gateOf } from "./gate.ts";
import { type Venues, venuesOf } from "./venues.ts";

const [one, other] = [badgeItem("K7M2", 1), badgeItem("A7M3", 2)];
const FULL_HOUR = hours(500_000);

describe("what is told of batteries", () => {
  let now: UnixMs;
  let away: boolean;
  let asked: number;
  let hang: Promise<void> | undefined;
  let written: (readonly string[])[];
  let reports: string[];
  let venues: Venues;
  let stock: ReturnType<typeof memoryStock>;
  let batteries: Batteries;

  beforeEach(() => {
    [now, away, hang, written, reports] = [
      unixMs(FULL_HOUR + minutes(17)),
      false,
      undefined,
      [],
      [],
    ];
    asked = 0;
    stock = memoryStock();
    const setups = [venue, otherVenue].map((id) => ({ ...setup, id, stock: [one, other] }));
    venues = venuesOf(setups, () => now, metricsOf().count, random);
    batteries = batteriesOf({
      venues,
      stockNotes: {
        setBatteries: async (at, readings) => {
          asked += 1;
          await hang;
          if (away) throw new MatcherError("store-failed", "away");
          written.push([...readings.keys()]);
          await stock.setBatteries(at, readings);
        },
      },
      batteryTries: gateOf({ burst: 1, perSecond: 1 / 60, most: 10 }),
      clock: () => now,
      report: (what) => reports.push(what),
    });
  });

  const tell = (item: typeof one, battery: Battery, at = venue) => {
    const body = { id: item.id, code: base64urlOf(item.bindCode), battery };
    return batteries.tell(at, body, "hall").ok;
  };
  const at = (time: number) => {
    now = unixMs(FULL_HOUR + time);
    return batteries.turn();
  };
  /** The notes of an hour, which the store takes when it goes on. */
  const underWay = async () => {
    let goOn = () => {};
    hang = new Promise((resolve) => {
      goOn = resolve;
    });
    const turn = at(hours(1));
    await vi.waitFor(() => expect(asked).toBe(1));
    return { turn, goOn };
  };
  const noted = async (of = venue) =>
    [...(await stock.read(of))].map(([id, { battery }]) => `${id} ${battery}`);

  it("is noted when the next hour begins and not before, the last word of each, by id", async () => {
    expect(tell(one, "ok")).toBe(true);
    expect(tell(other, "ok")).toBe(true);
    expect(tell(one, "low")).toBe(true);
    expect(tell(other, "low", otherVenue)).toBe(true);
    await at(hours(1) - 1);
    expect(written).toEqual([]);
    await at(hours(1));
    expect(written).toEqual([["A7M3", "K7M2"], ["A7M3"]]);
    expect(await noted()).toEqual(["A7M3 ok", "K7M2 low"]);
    expect(await noted(otherVenue)).toEqual(["A7M3 low"]);
    await at(hours(2));
    expect(written).toHaveLength(2);
  });

  it("waits for the next hour where the store was away, and newer words stay", async () => {
    tell(one, "ok");
    tell(other, "ok");
    away = true;
    const { turn, goOn } = await underWay();
    tell(one, "low");
    goOn();
    await turn;
    expect(reports).toEqual(["batteries could not be noted"]);
    away = false;
    await at(hours(2) - 1);
    expect(written).toEqual([]);
    await at(hours(2));
    expect(await noted()).toEqual(["A7M3 ok", "K7M2 low"]);
  });

  it("is noted at the end, after what is under way", async () => {
    tell(one, "low");
    const { goOn } = await underWay();
    tell(other, "low");
    const ended = batteries.finish();
    expect(written).toEqual([]);
    goOn();
    await ended;
    expect(await noted()).toEqual(["K7M2 low", "A7M3 low"]);
  });

  it("goes with its venue, and with a badge that is taken out of the stock", async () => {
    tell(one, "low");
    tell(one, "low", otherVenue);
    tell(other, "low", otherVenue);
    venues.drop(venue);
    batteries.renew(venue);
    const left = { ...setup, id: otherVenue, stock: [other] };
    venues.put({ setup: left, state: "live", version: 1 });
    // The same id once more is another venue, of which nothing was told.
    venues.put({ setup: { ...setup, stock: [one] }, state: "live", version: 1 });
    await at(hours(1));
    expect(written).toEqual([["A7M3"]]);
    expect(await noted()).toEqual([]);
  });

  it("is not taken from a tag, a lost badge or a draft, nor after too many wrong codes", async () => {
    venues.all.get(otherVenue)?.floor.plan.stock.lost.add(one.id);
    const wrong = { id: one.id, code: base64urlOf(one.bindCode), battery: "low" };
    const refusal = (of: string, body: unknown = wrong, address = "hall") => {
      const answer = batteries.tell(of, body, address);
      return answer.ok ? "taken" : answer.refusal.kind;
    };
    expect(refusal(otherVenue)).toBe("bad-code");
    expect(refusal(venue)).toBe("too-many-tries");
    expect(refusal(venue, wrong, "elsewhere")).toBe("taken");
    now = unixMs(now + minutes(1));
    expect(refusal(venue)).toBe("taken");
    venues.put({ setup: { ...setup, stock: [one] }, state: "draft", version: 1 });
    expect(refusal(venue)).toBe("unknown-venue");
  });
});
