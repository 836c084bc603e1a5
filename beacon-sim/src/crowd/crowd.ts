/**
 * Crowd: people in a hall who stand in groups, move on to others, and stroll about, as a state
 * machine. Pure: `(crowd, now, rng) => crowd`. Positions are the simulator's truth and go nowhere.
 */
import { type DurationMs, durationMs, type UnixMs, unixMs } from "@sighej/protocol";
import type { Point } from "../radio/shadowing.ts";
import type { Rng } from "../rng.ts";
import { Floor } from "./floor.ts";
import { type Hall, pointIn, WALL_MARGIN } from "./group.ts";
import type { Crowd, Doing, Person, Seat } from "./person.ts";
import { bearingTo, stepStanding, stepTowards } from "./walk.ts";

/** Share of people who are on their feet at the start. */
const STROLLERS = 0.15;
/** Talks last 90 s and then about as long as anything lasts: five minutes in the mean. */
const MIN_STAY = 90_000;
const MEAN_MORE_STAY = 210_000;
/** A look around between two walks, ms. */
const MIN_PAUSE = 5_000;
const MORE_PAUSE = 25_000;
/** After a gap, such as a laptop's sleep, nobody leaps across the hall. */
const MAX_STEP = 1_000;

/** A crowd that has been there for a while: most stand in groups, some walk. */
export function newCrowd(hall: Hall, ids: readonly string[], now: UnixMs, rng: Rng): Crowd {
  const floor = new Floor({ hall, people: [], groups: [], next: 1, steppedAt: now });
  for (const id of ids) {
    const seat = rng.uniform() < STROLLERS ? undefined : floor.freeSeat(rng);
    const at = seat === undefined ? pointIn(hall, WALL_MARGIN, rng) : floor.pointOf(seat);
    const person = { id, at, facing: 0, doing: { kind: "pausing", until: now } } as const;
    const doing = seat === undefined ? floor.stroll(rng) : standing(seat, now, rng);
    floor.put({ ...person, doing });
  }
  return stepCrowd(floor.crowd(now), now, rng);
}

/** The crowd at `now`. A step of a quarter of a second is fine enough for a walk. */
export function stepCrowd(crowd: Crowd, now: UnixMs, rng: Rng): Crowd {
  const elapsed = durationMs(Math.min(MAX_STEP, Math.max(0, now - crowd.steppedAt)));
  const floor = new Floor(crowd);
  for (const person of crowd.people) floor.put(stepPerson(person, floor, elapsed, now, rng));
  return floor.crowd(now);
}

/** Someone new, standing in the group whose people will stay longest, until they choose to move. */
export function admit(crowd: Crowd, id: string, now: UnixMs, rng: Rng): Crowd {
  const floor = new Floor(crowd);
  const seat = floor.lastingSeat() ?? floor.freeSeat(rng);
  const at = floor.pointOf(seat);
  const facing = bearingTo(at, floor.groupOf(seat).centre);
  floor.put({ id, at, facing, doing: standing(seat, now, rng) });
  return floor.crowd(crowd.steppedAt);
}

/** Someone new who stays at `at`, facing along x. */
export function pin(crowd: Crowd, id: string, at: Point): Crowd {
  const floor = new Floor(crowd);
  floor.put({ id, at, facing: 0, doing: { kind: "pinned" } });
  return floor.crowd(crowd.steppedAt);
}

/** Without the person of this id. */
export const dismiss = (crowd: Crowd, id: string): Crowd => ({
  ...crowd,
  people: crowd.people.filter((person) => person.id !== id),
});

const standing = (seat: Seat, now: UnixMs, rng: Rng): Doing => ({
  kind: "standing",
  in: seat,
  until: unixMs(now + MIN_STAY - MEAN_MORE_STAY * Math.log(1 - rng.uniform())),
});

function stepPerson(
  person: Person,
  floor: Floor,
  elapsed: DurationMs,
  now: UnixMs,
  rng: Rng,
): Person {
  const { doing, at } = person;
  switch (doing.kind) {
    case "pinned":
      return person;
    case "pausing":
      return now < doing.until ? person : { ...person, doing: floor.moveOn(person, rng) };
    case "standing": {
      if (now >= doing.until) return { ...person, doing: floor.moveOn(person, rng) };
      const facing = bearingTo(at, floor.groupOf(doing.in).centre);
      return { ...person, at: stepStanding(at, floor.pointOf(doing.in), elapsed, rng), facing };
    }
    case "walking": {
      const to = doing.for === undefined ? doing.to : floor.pointOf(doing.for);
      const next = stepTowards(at, to, doing.speed, elapsed);
      if (next !== to) return { ...person, at: next, facing: bearingTo(at, to) };
      if (doing.for !== undefined)
        return { ...person, at: next, doing: standing(doing.for, now, rng) };
      const until = unixMs(now + MIN_PAUSE + rng.uniform() * MORE_PAUSE);
      return { ...person, at: next, doing: { kind: "pausing", until } };
    }
  }
}
