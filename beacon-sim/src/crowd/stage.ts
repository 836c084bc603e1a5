/**
 * Crowd stage: the made-up hall on the air. Each badge sends about once a second; the air asks this
 * stage's link how every gateway hears it.
 */
import { type UnixMs, unixMs } from "@sighej/protocol";
import type { Air, Link } from "../air.ts";
import type { Binding } from "../beacon.ts";
import { Beacons } from "../beacons.ts";
import type { FloorPlan } from "../floor-plan.ts";
import {
  CARRIER_SPREAD,
  type Emitter,
  type Propagation,
  propagationIn,
} from "../radio/propagation.ts";
import type { Point } from "../radio/shadowing.ts";
import type { Rng } from "../rng.ts";
import { type Guest, MAX_VISITORS, type Stage } from "../stage.ts";
import { admit, dismiss, newCrowd, pin, stepCrowd } from "./crowd.ts";
import type { Crowd, Person } from "./person.ts";

/** Between two adverts of one badge, ms: in a crowd more often only adds collisions. */
const INTERVAL = 1_000;
/** advDelay, 0 to 10 ms, by which adverts that once collided part (Core 5.4, Vol 6 Part B §4.4.2.2.1). */
const JITTER = 10;
/** Between two steps of the crowd, ms: 0.3 m of a walk. */
const STEP = 250;

interface Carrier {
  readonly id: string;
  readonly gain: number;
  nextAt: number;
}

export class CrowdStage implements Stage {
  readonly plan: FloorPlan;
  readonly people: readonly string[];
  readonly visitors = MAX_VISITORS;
  readonly #air: Air;
  readonly #motion: Rng;
  readonly #chance: Rng;
  readonly #gains: Rng;
  readonly #beacons: Beacons;
  readonly #propagation: Propagation;
  readonly #carriers = new Map<string, Carrier>();
  readonly #emitters = new Map<string, Emitter>();
  #crowd: Crowd;
  #guests = 0;

  constructor(plan: FloorPlan, people: number, air: Air, now: UnixMs, rng: Rng) {
    this.plan = plan;
    this.people = Array.from({ length: people }, (_, index) => `person-${index + 1}`);
    this.#air = air;
    this.#motion = rng.fork("motion");
    this.#chance = rng.fork("chance");
    this.#gains = rng.fork("gains");
    this.#beacons = new Beacons(rng.fork("beacons"));
    this.#propagation = propagationIn(plan.gateways, rng.fork("hall"));
    this.#crowd = newCrowd(plan, this.people, now, this.#motion);
    for (const id of this.people) this.#equip(id, now);
    this.#moveEmitters();
  }

  /** For the air: how a gateway hears who is in the hall; anyone else is out of range. */
  readonly link: Link = (transmitter, receiver) => {
    const emitter = this.#emitters.get(transmitter);
    return emitter && this.#propagation.heard(emitter, receiver, this.#chance);
  };

  /** Where everyone is: the truth, for tests. */
  get crowd(): Crowd {
    return this.#crowd;
  }

  bind(person: string, binding: Binding, now: UnixMs): void {
    this.#beacons.bind(person, binding, now);
  }

  admit(binding: Binding, now: UnixMs): Guest {
    return this.#letIn(binding, now, (id) => admit(this.#crowd, id, now, this.#motion));
  }

  place(binding: Binding, at: Point, now: UnixMs): Guest {
    const { width, depth } = this.plan;
    if (!(at.x >= 0 && at.x <= width && at.y >= 0 && at.y <= depth))
      throw new RangeError(`a place in the hall is within ${width} × ${depth} m`);
    return this.#letIn(binding, now, (id) => pin(this.#crowd, id, at));
  }

  advance(now: UnixMs): void {
    if (now - this.#crowd.steppedAt >= STEP) {
      this.#crowd = stepCrowd(this.#crowd, now, this.#motion);
      this.#moveEmitters();
    }
    for (const carrier of this.#carriers.values()) {
      if (now < carrier.nextAt) continue;
      const interval = INTERVAL + JITTER * this.#chance.uniform();
      // What a pause of the whole process missed is not made up for.
      carrier.nextAt = Math.max(carrier.nextAt + interval, now);
      const advert = this.#beacons.advertOf(carrier.id, unixMs(now));
      if (advert !== undefined) this.#air.transmit(advert);
    }
  }

  #letIn(binding: Binding, now: UnixMs, enter: (id: string) => Crowd): Guest {
    const id = `guest-${++this.#guests}`;
    this.#beacons.bind(id, binding, now);
    this.#crowd = enter(id);
    this.#equip(id, now);
    this.#moveEmitters();
    return {
      leave: () => {
        this.#beacons.forget(id);
        this.#carriers.delete(id);
        this.#emitters.delete(id);
        this.#crowd = dismiss(this.#crowd, id);
      },
    };
  }

  /** Badges start out of step with each other, as people arrive. */
  #equip(id: string, now: UnixMs): void {
    const nextAt = now + INTERVAL * this.#chance.uniform();
    this.#carriers.set(id, { id, gain: CARRIER_SPREAD * this.#gains.normal(), nextAt });
  }

  #moveEmitters(): void {
    for (const person of this.#crowd.people) this.#emitters.set(person.id, this.#emitterOf(person));
  }

  #emitterOf({ id, at, facing }: Person): Emitter {
    return { at, facing, gain: this.#carriers.get(id)?.gain ?? 0 };
  }
}
