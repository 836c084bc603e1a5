/**
 * Units: numbers that cannot be mixed up. Pure.
 *
 * Each unit is a `number` with a brand that only its constructor gives, so a level cannot be passed
 * for a distance. Arithmetic yields a bare number again and must be branded on purpose.
 */
declare const unit: unique symbol;
type Quantity<Name extends string> = number & { readonly [unit]: Name };

/** Power ratio to one milliwatt, dBm. What a radio reports as RSSI; −127 to +20 over HCI. */
export type Dbm = Quantity<"dBm">;
/** Length in metres. */
export type Metres = Quantity<"m">;
/** Unix time in milliseconds. Not an epoch: that is a token's period (`epoch.ts`). */
export type UnixMs = Quantity<"unix-ms">;
/** A span of time in milliseconds. */
export type DurationMs = Quantity<"ms">;

export const dbm = (value: number): Dbm => value as Dbm;
export const metres = (value: number): Metres => value as Metres;
export const unixMs = (value: number): UnixMs => value as UnixMs;
export const durationMs = (value: number): DurationMs => value as DurationMs;
export const seconds = (value: number): DurationMs => durationMs(value * 1_000);
export const minutes = (value: number): DurationMs => durationMs(value * 60_000);
export const hours = (value: number): DurationMs => durationMs(value * 3_600_000);

/** `time` moved by `span`. */
export const after = (time: UnixMs, span: DurationMs): UnixMs => unixMs(time + span);
