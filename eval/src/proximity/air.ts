/**
 * Air: turns recorded readings into what gateways would tell of them, windows of one second. Pure.
 */

/** What all receivers heard of one beacon, a column each. */
export interface Readings {
  readonly receivers: number;
  /** Whole recording, s. */
  readonly length: number;
  readonly at: Float32Array;
  readonly receiver: Uint8Array;
  /** As recorded, dBm, corrupt values included. */
  readonly rssi: Int8Array;
}

/** Mean and maximum of each second at each receiver; NaN where nothing was heard. */
export interface Windows {
  readonly receivers: number;
  readonly seconds: number;
  /** By second, then by receiver, dBm. */
  readonly mean: Float32Array;
  readonly max: Float32Array;
}

/** Bluetooth's own word for "there was no reading"; noble never hands it on. */
const NOT_AVAILABLE = 127;

export function windowsOf({ receivers, length, at, receiver, rssi }: Readings): Windows {
  const seconds = Math.ceil(length);
  const sum = new Float64Array(receivers * seconds);
  const count = new Uint32Array(receivers * seconds);
  const max = new Float32Array(receivers * seconds).fill(Number.NaN);
  for (const [index, time] of at.entries()) {
    const level = rssi[index] ?? NOT_AVAILABLE;
    if (level === NOT_AVAILABLE || time < 0 || time >= seconds) continue;
    const cell = Math.floor(time) * receivers + (receiver[index] ?? 0);
    const heard = count[cell] ?? 0;
    sum[cell] = (sum[cell] ?? 0) + level;
    max[cell] = heard === 0 ? level : Math.max(max[cell] ?? level, level);
    count[cell] = heard + 1;
  }
  const mean = Float32Array.from(sum, (each, cell) => each / (count[cell] ?? 0));
  return { receivers, seconds, mean, max };
}

/** Only these receivers, numbered anew in this order. */
export function heardBy(readings: Readings, chosen: readonly number[]): Readings {
  const kept = [...readings.at.keys()].filter((index) =>
    chosen.includes(readings.receiver[index] ?? -1),
  );
  return {
    ...picked(readings, kept),
    receivers: chosen.length,
    receiver: Uint8Array.from(kept, (index) => chosen.indexOf(readings.receiver[index] ?? -1)),
  };
}

/** Only the readings at these indices. */
export const picked = (readings: Readings, kept: readonly number[]): Readings => ({
  ...readings,
  at: Float32Array.from(kept, (index) => readings.at[index] ?? 0),
  receiver: Uint8Array.from(kept, (index) => readings.receiver[index] ?? 0),
  rssi: Int8Array.from(kept, (index) => readings.rssi[index] ?? 0),
});
