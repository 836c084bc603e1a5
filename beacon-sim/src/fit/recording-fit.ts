/**
 * Recording fit: reads spots of a recording and fits every figure of `radio/propagation.ts`. Reads
 * files; one spot is in memory at a time.
 */
import type { DurationMs } from "@sighej/protocol";
import { readSpot } from "../replay/readings.ts";
import type { RecordedSpot, Recording } from "../replay/recording.ts";
import { type ChannelFit, fitChannels, fitLoss, type LossFit } from "./fit.ts";
import { isCorrupt, type Path, pathOf } from "./path.ts";
import { fitReception, type ReceptionFit, receivedShare } from "./reception.ts";
import { fitShadowing, type ShadowFit } from "./shadow-fit.ts";

/** A signed byte's least level, as an offset into a histogram. */
const LOWEST = 128;

interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What it rests on, in words. */
  readonly basis: string;
}

export interface RecordingFit {
  readonly loss: LossFit;
  readonly channels: ChannelFit;
  readonly shadowing: ShadowFit;
  readonly reception: ReceptionFit;
  /** Between two adverts of the beacon, ms. */
  readonly intervalMs: number;
  /** One good reading in 10,000 is weaker, dBm. */
  readonly floor: number;
  readonly readings: number;
  readonly corrupt: number;
  readonly table: readonly Figure[];
}

export async function fitRecording(
  recording: Recording,
  spots: readonly RecordedSpot[],
  length: DurationMs,
): Promise<RecordingFit> {
  const paths: Path[] = [];
  const spans = new Map<RecordedSpot, number>();
  // By level from -128 dBm up.
  const histogram = new Float64Array(256);
  for (const spot of spots) {
    const { heard } = await readSpot(recording, spot, length);
    spans.set(spot, Math.max(...heard.map(({ at }) => at.at(-1) ?? 0)));
    for (const [index, receiver] of recording.receivers.entries()) {
      const own = heard[index];
      if (own === undefined) continue;
      for (const level of own.rssi)
        histogram[level + LOWEST] = (histogram[level + LOWEST] ?? 0) + 1;
      const path = pathOf(receiver, spot, own);
      if (path !== undefined) paths.push(path);
    }
  }
  const readings = histogram.reduce((sum, each) => sum + each, 0);
  const corrupt = histogram
    .filter((_, index) => isCorrupt(index - LOWEST))
    .reduce((sum, each) => sum + each, 0);
  const loss = fitLoss(paths);
  const channels = fitChannels(paths);
  const shadowing = fitShadowing(paths, channels);
  const intervalMs = medianOf(paths.map(({ gapMs }) => gapMs));
  const reception = fitReception(
    paths.map((path) => ({
      level: path.mean,
      share: receivedShare(path, spans.get(path.spot) ?? 1, intervalMs),
    })),
  );
  const fit = {
    loss,
    channels,
    shadowing,
    reception,
    intervalMs,
    floor: floorOf(histogram, readings),
    readings,
    corrupt,
  };
  return { ...fit, table: tableOf(fit, paths.length) };
}

/** Level of which one reading in 10,000 falls short, dBm. */
function floorOf(histogram: Float64Array, readings: number): number {
  let below = 0;
  let index = 0;
  while (index < histogram.length && below < readings / 10_000) below += histogram[index++] ?? 0;
  return index - 1 - LOWEST;
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function tableOf(fit: Omit<RecordingFit, "table">, paths: number): readonly Figure[] {
  const good = `${fit.readings - fit.corrupt} readings on ${paths} paths`;
  const row = (figure: string, value: number, unit: string, basis = good): Figure => ({
    figure,
    value,
    unit,
    basis,
  });
  return [
    row("power at 1 m, mean of receivers", fit.loss.powerAt1m, "dBm"),
    row("path-loss exponent", fit.loss.exponent, ""),
    row("gain of receivers, sd", fit.loss.receiverSpread, "dB"),
    row("residual per spot, sd", fit.loss.residualSd, "dB"),
    row("channel about its path, sd", fit.channels.channelSd, "dB"),
    row("Rician factor of a channel", fit.channels.ricianK, ""),
    row("reading about its channel, sd", fit.channels.noiseSd, "dB"),
    row("shadowing, sd", fit.shadowing.sd, "dB"),
    row("shadowing, correlation length", fit.shadowing.length, "m"),
    row("advert interval", fit.intervalMs, "ms"),
    row("received share at -80 dBm", fit.reception.share, ""),
    row("received share, gained per dB", fit.reception.perDb, "/dB"),
    row("weakest but one in 10,000", fit.floor, "dBm"),
    row("corrupt readings above -30 dBm, ignored", fit.corrupt, "", `${fit.readings} readings`),
  ];
}
