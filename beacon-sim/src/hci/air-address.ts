/**
 * AirAddress: how a host process is told where the air is, as environment variables, both ways.
 * Pure.
 */
import { SimError } from "../errors.ts";
import { MAX_ANTENNA_OCTETS, SECRET_OCTETS } from "./frames.ts";
import type { AirAddress } from "./remote-adapter.ts";

const AIR_VARIABLE = "SIGHEJ_SIM_AIR";
const ANTENNA_VARIABLE = "SIGHEJ_SIM_ANTENNA";
const SECRET_VARIABLE = "SIGHEJ_SIM_SECRET";
const SEPARATOR = ",";
/** bleno's own: set where a program beside noble's takes one of the box's adapters. */
const BLENO_DEVICE_VARIABLE = "BLENO_HCI_DEVICE_ID";

/** What a process on these antennas needs in its environment, besides the preload. */
export function antennaEnv(
  server: { readonly host: string; readonly port: number; readonly secret: string },
  ...antennas: readonly string[]
): Record<string, string> {
  return {
    [AIR_VARIABLE]: `${server.host}:${server.port}`,
    [ANTENNA_VARIABLE]: antennas.join(SEPARATOR),
    [SECRET_VARIABLE]: server.secret,
  };
}

/** What a box's bleno program is heard by: an antenna belongs to one process. */
export const blenoAntenna = (antenna: string): string => `${antenna}/bleno`;

/**
 * The other way, one for each antenna: adapter 0, 1 and so on of the process. Throws a SimError that
 * names the variable at fault, never its value.
 */
export function airAddressesOf(
  env: Readonly<Record<string, string | undefined>>,
): readonly AirAddress[] {
  const [, host, port] = /^([\w.-]+):(\d{1,5})$/.exec(env[AIR_VARIABLE] ?? "") ?? [];
  if (host === undefined || port === undefined) throw absent(AIR_VARIABLE, "host:port");
  const antennas = (env[ANTENNA_VARIABLE] ?? "").split(SEPARATOR);
  for (const antenna of antennas) {
    const octets = Buffer.byteLength(antenna);
    if (octets < 1 || octets > MAX_ANTENNA_OCTETS)
      throw absent(ANTENNA_VARIABLE, "names of 1 to 64 octets, with commas between");
  }
  const secret = Buffer.from(env[SECRET_VARIABLE] ?? "", "hex");
  if (secret.length !== SECRET_OCTETS) throw absent(SECRET_VARIABLE, "64 hexadecimal digits");
  const own = env[BLENO_DEVICE_VARIABLE] === undefined ? antennas : antennas.map(blenoAntenna);
  return own.map((antenna) => ({ host, port: Number(port), antenna, secret }));
}

const absent = (variable: string, form: string): SimError =>
  new SimError("no-air", `${variable} must be ${form}; the air process sets it`);
