/**
 * Replay stage: a recorded hall on the air. Each recorded spot is someone; each reception that was
 * recorded there reaches the same receiver's gateway at its time, at its level, with the token that
 * someone has now.
 */
import type { DurationMs, GatewayId, UnixMs } from "@sighej/protocol";
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
  readonly #taken = new Set<RecordedSpot>();

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
    const spot = this.#casting.spare.find((each) => !this.#taken.has(each));
    return spot && this.#seat(spot, binding, now);
  }

  place(binding: Binding, at: Point, now: UnixMs): Guest {
    const spot = spotAt([...this.#casting.kept, ...this.#casting.spare], at);
    if (spot === undefined) throw new RangeError("name the position when the simulator is started");
    if (this.#taken.has(spot)) throw new RangeError("someone is at this position");
    return this.#seat(spot, binding, now);
  }

  advance(now: UnixMs): void {
    this.#playhead.playTo(now, (spot, receiver, rssiDbm) => {
      const gateway = this.#gateways[receiver];
      const advert = this.#beacons.advertOf(this.#labels[spot] ?? "", now);
      if (gateway !== undefined && advert !== undefined)
        this.#air.deliver(gateway, advert, rssiDbm);
    });
  }

  #seat(spot: RecordedSpot, binding: Binding, now: UnixMs): Guest {
    this.#beacons.bind(spot.label, binding, now);
    this.#taken.add(spot);
    let here = true;
    return {
      leave: () => {
        // Someone else may have the spot by the time of a second call.
        if (!here) return;
        here = false;
        this.#beacons.forget(spot.label);
        this.#taken.delete(spot);
      },
    };
  }
}
