/**
 * Simulator: a hall on the air, with its people, its badges and a radio for each of its gateways.
 * Wires the parts; all of them end with `stop`.
 */
import {
  type DurationMs,
  type GatewayId,
  minutes,
  type SimulatedBinding,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import { Air, type AirCounters } from "./air.ts";
import { startBadge } from "./badge.ts";
import { type Clock, systemClock } from "./clock.ts";
import { CrowdStage } from "./crowd/stage.ts";
import { SimError } from "./errors.ts";
import { type FloorPlan, smallHall } from "./floor-plan.ts";
import { antennaEnv } from "./hci/air-address.ts";
import type { HciLogReading } from "./hci/log.ts";
import { serveAir } from "./hci/server.ts";
import type { Logger } from "./logger.ts";
import { openSessions, type People, type PeopleOptions } from "./people.ts";
import { preloadUrl } from "./preload-url.ts";
import type { Point } from "./radio/shadowing.ts";
import { loadRecording, type RecordingSource, ReplayStage } from "./replay/stage.ts";
import { seededRng } from "./rng.ts";
import type { Guest, Stage } from "./stage.ts";
import { Visitors } from "./visitors.ts";

export interface CrowdSource {
  readonly kind: "crowd";
  readonly people: number;
  readonly seed: number;
}

export type Source = CrowdSource | RecordingSource;

export interface SimulatorConfig {
  readonly source: Source;
  readonly logger: Logger;
  /** Tokens change by this clock. */
  readonly now: () => UnixMs;
  /** Told while a recording is read. */
  readonly onProgress?: (spotsRead: number, spots: number) => void;
}

export interface Simulator {
  readonly plan: FloorPlan;
  /** What a gateway's process needs in its environment, besides the preload. */
  gatewayEnv(gateway: GatewayId): Record<string, string>;
  /** For `--import` of a gateway's process. */
  readonly preloadUrl: URL;
  /** What went between that gateway's noble and its controller; undefined before it came. */
  hciLog(gateway: GatewayId): HciLogReading | undefined;
  /** Adverts so far. */
  counters(): AirCounters;
  /** Where an app posts its binding. */
  readonly badgeUrl: URL;
  /**
   * Opens a session for everyone and keeps it open; resolves when all have one. Throws `SimError`
   * `matcher-failed`. May be tried again after that.
   */
  populate(matcher: URL, venue: VenueId): Promise<void>;
  /**
   * Puts a badge with this key at a place of the hall, or a position named in the source of a
   * recording. Throws a RangeError where nobody can be put.
   */
  place(binding: SimulatedBinding, at: Point): Guest;
  /** Ends sessions, badges, air and timers. */
  stop(): Promise<void>;
}

/** Between two looks at what is due, ms: adverts wait half of it, and a core sleeps the most. */
const TICK = 20;
/** Of each spot of a recording before it begins again: longer than anyone looks at a demo. */
const RECORDING_LENGTH: DurationMs = minutes(10);
/** More people than this are no small hall (`crowd/stage.ts` steps each one). */
const MAX_PEOPLE = 500;

/** Throws `SimError` `bad-recording` or `listen-failed`; RangeErrors are for wrong calls. */
export async function startSimulator(config: SimulatorConfig): Promise<Simulator> {
  const { source, logger, now } = config;
  const clock: Clock = { ...systemClock, now };
  const rng = seededRng(source.seed);
  const air = new Air({ clock, link: () => undefined });
  const stage = await openStage(config, air);
  const server = await serveAir({ air, rng: rng.fork("antennas") });
  const visitors = new Visitors(stage);
  const badge = await startBadge({
    bind: (binding) => visitors.welcome(binding, now()),
    forget: (binding) => visitors.farewell(binding),
  }).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });

  const leaving = new AbortController();
  let people: Promise<People> | undefined;
  let stopping: Promise<void> | undefined;
  const tick = (): void => {
    visitors.forgetExpired(now());
    stage.advance(now());
    cancelTick = clock.after(TICK, tick);
  };
  let cancelTick = clock.after(TICK, tick);

  const end = async (): Promise<void> => {
    leaving.abort();
    cancelTick();
    visitors.clear();
    await badge.stop();
    // Whoever called `populate` was told if it failed, and it left nothing open.
    await (await people?.catch(() => undefined))?.stop();
    await server.close();
  };

  return {
    plan: stage.plan,
    gatewayEnv: (gateway) => antennaEnv(server, gateway),
    preloadUrl: new URL(preloadUrl),
    hciLog: (gateway) => server.hciLog(gateway),
    counters: () => air.counters,
    badgeUrl: badge.url,
    async populate(matcher, venue) {
      if (people !== undefined || stopping !== undefined)
        throw new SimError("bad-setting", "the people of a run come once");
      const { signal } = leaving;
      const ids = stage.people;
      const bind: PeopleOptions["bind"] = (...args) => stage.bind(...args);
      const options = { matcher, venue, ids, clock, rng: rng.fork("people"), logger, signal, bind };
      people = openSessions(options);
      try {
        await people;
      } catch (error) {
        people = undefined;
        throw error;
      }
      logger.info({ people: ids.length }, "made-up people have sessions");
    },
    place: (binding, at) => stage.place(binding, at, now()),
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

async function openStage({ source, now, onProgress }: SimulatorConfig, air: Air): Promise<Stage> {
  const rng = seededRng(source.seed);
  if (source.people !== undefined && !(source.people >= 0 && source.people <= MAX_PEOPLE))
    throw new SimError("bad-setting", `people: 0 to ${MAX_PEOPLE}`);
  if (source.kind === "crowd") {
    const stage = new CrowdStage(smallHall, source.people, air, now(), rng.fork("crowd"));
    air.link = stage.link;
    return stage;
  }
  const length = source.length ?? RECORDING_LENGTH;
  const loaded = await loadRecording(source, length, rng.fork("casting"), onProgress ?? (() => {}));
  return new ReplayStage(loaded, air, now(), rng.fork("replay"));
}
