/**
 * Replay stage: a recorded hall on the air. Each recorded spot is someone; each reception that was
 * recorded there reaches the same receiver's gateway at its time, at its level, with the token that
 * someone has now.
 */
import { after, type DurationMs, type GatewayId, seconds, type UnixMs } from "@sighej/protocol";
import type { Air } from "../air.ts";
import type { Binding } from "../beacon.ts";
import { Beacons } from "../beacons.ts";
import { type FloorPlan, floorPlanOf } from "../floor-plan.ts";
import type { Point } from "../radio/shadowing.ts";
import type { Rng } from "../rng.ts";
import type { Guest, Stage } from "../stage.ts";
import { type Casting, cast, spotAt } from "./casting.ts";
import { readSpot, type SpotReadings } from "./readings.ts";
import { openRecording, type RecordedSpot } from "./recording.ts";
import { Playhead, type Tape, tapeOf } from "./tape.ts";

export interface RecordingSource {
  readonly kind: "recording";
  /** Laid out like the tetam data set. */
  readonly folder: string;
  /** A set of `hst/`; the first unless told. */
  readonly set?: string;
  /** Spots that are made-up people; three quarters of all unless told. */
  readonly people?: number;
  /** Spots to keep for `place`, metres. */
  readonly positions?: readonly Point[];
  /** How much of each spot is read before it begins again; ten minutes unless told. */
  readonly length?: DurationMs;
  readonly seed: number;
}

/** The spots that were read, and what was heard of them; `onProgress` is told after each. */
export interface LoadedRecording {
  readonly plan: FloorPlan;
  readonly casting: Casting;
  readonly tape: Tape;
}

/** Throws `SimError` `bad-recording`, or a RangeError for a position that was not recorded. */
export async function loadRecording(
  source: RecordingSource,
  length: DurationMs,
  rng: Rng,
  onProgress: (spotsRead: number, spots: number) => void,
): Promise<LoadedRecording> {
  const recording = await openRecording(source.folder, source.set);
  const casting = cast(recording.spots, source, rng);
  const spots = spotsOf(casting);
  const read: SpotReadings[] = [];
  for (const spot of spots) {
    read.push(await readSpot(recording, spot, length));
    onProgress(read.length, spots.length);
  }
  return { plan: floorPlanOf(recording), casting, tape: tapeOf(read, length) };
}

/** In the order of the tape's numbers. */
const spotsOf = ({ people, spare, kept }: Casting): readonly RecordedSpot[] => [
  ...people,
  ...spare,
  ...kept,
];

/**
 * How long a visitor stays at one spot before strolling on to the next. What receivers hear of
 * someone who stands is frozen, so whoever is not found to be near anybody at one spot never will be
 * there; this is twice the time that being found takes in a demo.
 */
const STAY: DurationMs = seconds(60);

/** Someone with a badge at a spot that is no made-up person's. */
interface Seated {
  readonly beacon: string;
  spot: RecordedSpot;
  /** When to stroll on; never for someone who was put at a place. */
  movesAt: UnixMs | undefined;
}

export class ReplayStage implements Stage {
  readonly plan: FloorPlan;
  readonly people: readonly string[];
  readonly visitors: number;
  readonly #air: Air;
  readonly #casting: Casting;
  readonly #beacons: Beacons;
  readonly #playhead: Playhead;
  readonly #gateways: readonly GatewayId[];
  /** Label of the spot by the tape's number. */
  readonly #labels: readonly string[];
  readonly #seated = new Map<string, Seated>();
  #guests = 0;

  constructor({ plan, casting, tape }: LoadedRecording, air: Air, now: UnixMs, rng: Rng) {
    this.plan = plan;
    this.people = casting.people.map(({ label }) => label);
    this.visitors = casting.spare.length;
    this.#air = air;
    this.#casting = casting;
    this.#beacons = new Beacons(rng.fork("beacons"));
    this.#playhead = new Playhead(tape, now);
    this.#gateways = plan.gateways.map(({ id }) => id);
    this.#labels = spotsOf(casting).map(({ label }) => label);
  }

  bind(person: string, binding: Binding, now: UnixMs): void {
    this.#beacons.bind(person, binding, now);
  }

  admit(binding: Binding, now: UnixMs): Guest | undefined {
    const spot = this.#casting.spare.find((each) => !this.#seated.has(each.label));
    return spot && this.#seat(spot, binding, now, after(now, STAY));
  }

  place(binding: Binding, at: Point, now: UnixMs): Guest {
    const spot = spotAt([...this.#casting.kept, ...this.#casting.spare], at);
    if (spot === undefined) throw new RangeError("name the position when the simulator is started");
    if (this.#seated.has(spot.label)) throw new RangeError("someone is at this position");
    return this.#seat(spot, binding, now, undefined);
  }

  advance(now: UnixMs): void {
    this.#stroll(now);
    this.#playhead.playTo(now, (spot, receiver, rssiDbm) => {
      const gateway = this.#gateways[receiver];
      const label = this.#labels[spot] ?? "";
      const advert = this.#beacons.advertOf(this.#seated.get(label)?.beacon ?? label, now);
      if (gateway !== undefined && advert !== undefined)
        this.#air.deliver(gateway, advert, rssiDbm);
    });
  }

  #seat(spot: RecordedSpot, binding: Binding, now: UnixMs, movesAt: UnixMs | undefined): Guest {
    this.#guests += 1;
    const seated: Seated = { beacon: `guest ${this.#guests}`, spot, movesAt };
    this.#beacons.bind(seated.beacon, binding, now);
    this.#seated.set(spot.label, seated);
    return {
      leave: () => {
        this.#beacons.forget(seated.beacon);
        // Someone else may have the spot by the time of a second call.
        if (this.#seated.get(seated.spot.label) === seated) this.#seated.delete(seated.spot.label);
      },
    };
  }

  /** Moves everyone whose time at a spot is up to the next free one; the badge stays the same. */
  #stroll(now: UnixMs): void {
    const { spare } = this.#casting;
    for (const seated of [...this.#seated.values()]) {
      if (seated.movesAt === undefined || now < seated.movesAt) continue;
      seated.movesAt = after(now, STAY);
      const at = spare.indexOf(seated.spot);
      const next = [...spare.slice(at + 1), ...spare.slice(0, at)].find(
        ({ label }) => !this.#seated.has(label),
      );
      if (next === undefined) continue;
      this.#seated.delete(seated.spot.label);
      seated.spot = next;
      this.#seated.set(next.label, seated);
    }
  }
}
