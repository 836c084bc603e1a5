/** Settings: a beacon's command line and environment to `BeaconSettings`. Pure. */
import { parseArgs } from "node:util";
import { MAX_ADVERT_OCTETS } from "../air.ts";
import { SimError } from "../errors.ts";
import type { BeaconSettings } from "./beacon.ts";

const USAGE =
  "options: --advert HEX (or BEACON_ADVERT) [--scan-response HEX] [--interval-ms 100] [--echo]";

/** Core Specification 5.4, Vol 4 Part E §7.8.5. */
const SHORTEST_MS = 20;
const LONGEST_MS = 10_240;

/** Throws a SimError `bad-setting` that names the option at fault. */
export function parseSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): BeaconSettings {
  const { values } = parse(args);
  const intervalMs = Number(values["interval-ms"] ?? 100);
  if (!(intervalMs >= SHORTEST_MS && intervalMs <= LONGEST_MS)) {
    throw new SimError("bad-setting", `--interval-ms must be ${SHORTEST_MS} to ${LONGEST_MS}`);
  }
  return {
    advert: payload("--advert", values.advert ?? env.BEACON_ADVERT ?? ""),
    scanResponse: payload("--scan-response", values["scan-response"] ?? ""),
    intervalMs,
    echo: values.echo ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        advert: { type: "string" },
        "scan-response": { type: "string" },
        "interval-ms": { type: "string" },
        echo: { type: "boolean" },
      },
    });
  } catch (cause) {
    throw new SimError("bad-setting", USAGE, { cause });
  }
}

function payload(option: string, hex: string): Buffer {
  const octets = Buffer.from(hex, "hex");
  if (octets.length * 2 !== hex.length || octets.length > MAX_ADVERT_OCTETS) {
    throw new SimError("bad-setting", `${option} must be at most 31 octets in hexadecimal`);
  }
  return octets;
}
