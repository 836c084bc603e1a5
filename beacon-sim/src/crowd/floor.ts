/**
 * Floor: the crowd while one step of it is being made: who sits where, and where there is a seat.
 * Mutable, lives for one step, and does no I/O.
 */
import type { UnixMs } from "@sighej/protocol";
import type { Point } from "../radio/shadowing.ts";
import type { Rng } from "../rng.ts";
import {
  type Group,
  type Hall,
  MAX_SEATS,
  newGroup,
  pointIn,
  seatPoint,
  WALL_MARGIN,
} from "./group.ts";
import type { Crowd, Doing, Person, Seat } from "./person.ts";
import { strollingSpeed } from "./walk.ts";

/** Share of moves that are a stroll to nowhere in particular. */
const STROLLS = 0.2;
/** Who goes to talk mostly joins a group that has room; the others begin one. */
const JOINERS = 0.8;

export class Floor {
  readonly #hall: Hall;
  readonly #people = new Map<string, Person>();
  readonly #groups = new Map<number, Group>();
  #next: number;

  constructor({ hall, people, groups, next }: Crowd) {
    this.#hall = hall;
    for (const person of people) this.#people.set(person.id, person);
    for (const group of groups) this.#groups.set(group.id, group);
    this.#next = next;
  }

  /** The crowd as it is now; groups that everyone has left are gone. */
  crowd(steppedAt: UnixMs): Crowd {
    const people = [...this.#people.values()];
    const held = new Set(people.map((person) => seatOf(person)?.group));
    const groups = [...this.#groups.values()].filter(({ id }) => held.has(id));
    return { hall: this.#hall, people, groups, next: this.#next, steppedAt };
  }

  put(person: Person): void {
    this.#people.set(person.id, person);
  }

  /** The group of a seat that somebody holds. */
  groupOf({ group }: Seat): Group {
    const found = this.#groups.get(group);
    if (found === undefined) throw new RangeError("a held seat is in a group of the hall");
    return found;
  }

  pointOf(seat: Seat): Point {
    return seatPoint(this.groupOf(seat), seat.seat);
  }

  /** What someone does next who has stood, or looked about, for long enough. */
  moveOn(person: Person, rng: Rng): Doing {
    if (rng.uniform() < STROLLS) return this.stroll(rng);
    const seat = this.freeSeat(rng, seatOf(person)?.group);
    return { kind: "walking", to: this.pointOf(seat), for: seat, speed: strollingSpeed(rng) };
  }

  stroll(rng: Rng): Doing {
    const to = pointIn(this.#hall, WALL_MARGIN, rng);
    return { kind: "walking", to, speed: strollingSpeed(rng) };
  }

  /** A seat in a group with people in it, or now and then in a new one; never in group `but`. */
  freeSeat(rng: Rng, but?: number): Seat {
    const open = [...this.#groups.values()]
      .filter(({ id }) => id !== but)
      .map((group) => ({ group, free: this.#freeSeats(group) }))
      .filter(({ group, free }) => free.length > 0 && free.length < group.seats);
    if (open.length > 0 && rng.uniform() < JOINERS) {
      const { group, free } = rng.pick(open);
      return { group: group.id, seat: rng.pick(free) };
    }
    const group = newGroup(this.#next++, this.#hall, [...this.#groups.values()], rng);
    this.#groups.set(group.id, group);
    return { group: group.id, seat: rng.integer(group.seats) };
  }

  /**
   * A seat among those who stand and will stay longest, in a ring that may grow to six; undefined
   * where no such group has room.
   */
  lastingSeat(): Seat | undefined {
    let best: { readonly group: Group; readonly stay: number } | undefined;
    for (const group of this.#groups.values()) {
      const full = this.#freeSeats(group).length === 0;
      if (full && group.seats > MAX_SEATS) continue;
      // The second to leave ends the talk for whoever has just come.
      const stay = this.#stays(group)[1] ?? 0;
      if (stay > (best?.stay ?? 0)) best = { group, stay };
    }
    if (best === undefined) return undefined;
    const [free] = this.#freeSeats(best.group);
    if (free !== undefined) return { group: best.group.id, seat: free };
    this.#groups.set(best.group.id, { ...best.group, seats: best.group.seats + 1 });
    return { group: best.group.id, seat: best.group.seats };
  }

  /** Until when each of those who stand in a group stays, longest first. */
  #stays(group: Group): readonly number[] {
    return [...this.#people.values()]
      .flatMap(({ doing }) =>
        doing.kind === "standing" && doing.in.group === group.id ? [doing.until] : [],
      )
      .sort((a, b) => b - a);
  }

  #freeSeats(group: Group): readonly number[] {
    const held = new Set<number>();
    for (const person of this.#people.values()) {
      const seat = seatOf(person);
      if (seat?.group === group.id) held.add(seat.seat);
    }
    return Array.from({ length: group.seats }, (_, seat) => seat).filter((seat) => !held.has(seat));
  }
}

/** The seat that someone sits in or walks to. */
function seatOf({ doing }: Person): Seat | undefined {
  if (doing.kind === "standing") return doing.in;
  return doing.kind === "walking" ? doing.for : undefined;
}
