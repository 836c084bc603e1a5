import { unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { noon, type Person, sessionOf, setup, windowsOf } from "../../../test/fixtures.ts";
import type { Effect } from "../facts.ts";
import { type Floor, floorOf } from "../floor.ts";
import type { Session } from "../session.ts";
import { step } from "../step.ts";
import { planOf } from "../venue.ts";
import { interestCellsOf } from "./cells.ts";
import { spend, usedUp } from "./ledger.ts";

type Said = Effect & { readonly kind: "contribute" };

const at = (second: number) => unixMs(noon + second * 1_000);
const [anna, bo] = [sessionOf(1), sessionOf(2)];
const inBar = (session: Session, by = 0): Person => ({ session, x: 0, y: 2 + by });
const inHall = (session: Session, by = 0): Person => ({ session, x: 11 + by, y: 3 });

function floorWith(...sessions: readonly Session[]): Floor {
  const floor = floorOf(planOf(setup));
  for (const session of sessions) step(floor, { kind: "session", session }, noon);
  return floor;
}

/** Lets people be heard; what is said of them, `counted` whenever it is said. */
function stand(floor: Floor, people: readonly Person[], seconds: number, counted = true): Said[] {
  const said: Said[] = [];
  for (let second = 0; second < seconds; second++) {
    const now = at(second);
    for (const window of windowsOf(people, now, second))
      step(floor, { kind: "batch", ...window }, now);
    for (const effect of step(floor, { kind: "tick" }, now).effects) {
      if (effect.kind !== "contribute") continue;
      said.push(effect);
      if (counted) count(floor, effect, second);
    }
  }
  return said;
}

function count(floor: Floor, { session, cells }: Said, second: number): void {
  let ledger = floor.members.get(session)?.session.ledger ?? usedUp;
  for (const { metric } of cells) ledger = spend(ledger, metric, at(second)) ?? ledger;
  step(floor, { kind: "spent", session, ledger }, at(second));
}

describe("what a tick says for aggregates", () => {
  it("is that somebody is there, where they are first heard, once", () => {
    expect(stand(floorWith(anna), [inBar(anna)], 90)).toEqual([
      {
        kind: "contribute",
        session: anna.id,
        cells: [
          { metric: "sessions", zone: "bar" },
          { metric: "sightings", zone: "bar" },
        ],
      },
    ]);
  });

  it("is an encounter of both when they have reached what their zone asks for", () => {
    const met = (said: readonly Said[]) =>
      said.flatMap(({ session, cells }) =>
        cells.filter(({ metric }) => metric === "encounters").map((cell) => ({ session, cell })),
      );
    const both = (zone: string) =>
      [anna, bo].map(({ id }) => ({ session: id, cell: { metric: "encounters", zone } }));
    const inTheBar = () => [inBar(anna, -2), inBar(bo, 3)];
    expect(met(stand(floorWith(anna, bo), inTheBar(), 60))).toEqual([]);
    expect(met(stand(floorWith(anna, bo), inTheBar(), 120))).toEqual(both("bar"));
    const near = [inHall(anna), inHall(bo, 1)];
    expect(met(stand(floorWith(anna, bo), near, 120))).toEqual(both("hall"));
    const far = [inHall(anna, -3), inHall(bo, 3)];
    expect(met(stand(floorWith(anna, bo), far, 120))).toEqual([]);
  });

  it("is nothing of those whose ledger is used up, who are not open, or whom nobody hears", () => {
    const silent = [
      sessionOf(1, { ledger: usedUp }),
      sessionOf(2, { open: false }),
      sessionOf(3, { pausedUntil: at(600) }),
    ];
    const [heard] = [silent.map((each) => inBar(each))];
    expect(stand(floorWith(...silent, sessionOf(4)), heard, 90)).toEqual([]);
  });

  it("comes again every second until it counts, once for each of them", () => {
    const said = stand(floorWith(anna, bo), [inBar(anna), inBar(bo)], 90, false);
    expect(said).toHaveLength(180);
    for (const { cells } of said)
      expect(new Set(cells.map(({ metric }) => metric)).size).toBe(cells.length);
  });
});

describe("the interests of a session", () => {
  it("come with the starred ones first, each once", () => {
    const [first, second] = setup.interests;
    if (first === undefined || second === undefined) throw new RangeError("a list of two");
    const chosen = { interests: [first, second], stars: [second] };
    expect(interestCellsOf(chosen)).toEqual([
      { metric: "interests", interest: second },
      { metric: "interests", interest: first },
    ]);
  });
});
