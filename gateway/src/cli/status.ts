/** Status: `sighej-gateway status` prints what the gateway that runs here says of itself. */
import type { GatewayOnline } from "@sighej/protocol";
import { askLoopback } from "../adapters/loopback.ts";
import { parseConfig } from "../config.ts";
import { readConfigFile } from "../config-file.ts";
import { GatewayError } from "../errors.ts";
import type { Environment } from "../settings.ts";
import { DONE, FAILED, MISUSED, type Terminal } from "./outcome.ts";

export async function status(
  { json, config: path }: { readonly json: boolean; readonly config: string },
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  try {
    const config = parseConfig(env, await readConfigFile(path));
    if (!config.ok) {
      for (const fault of config.faults) terminal.complain(fault);
      return MISUSED;
    }
    if (config.value.loopbackPort === 0) {
      terminal.complain("this gateway tells nobody how it is: set loopbackPort, 9464 for example");
      return MISUSED;
    }
    const found = await askLoopback(config.value.loopbackPort);
    if (json) terminal.say(JSON.stringify(Object.fromEntries(found)));
    else
      for (const [gateway, each] of found)
        for (const line of statusLines(gateway, each)) terminal.say(line);
    return DONE;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    terminal.complain(error.message);
    return FAILED;
  }
}

/** What a person wants to know first, then the rest; nothing that is absent. */
export function statusLines(gateway: string, status: GatewayOnline): readonly string[] {
  const { machine, advertsPerS, lastRecovery, config, checkIn, clockErrorMs } = status;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["radio", status.radio],
    ...status.adapters.map(
      ({ name, radio, adverts, lastAdvertAgeMs }) =>
        [
          `  ${name}`,
          `${radio}, ${adverts} adverts${lastAdvertAgeMs === undefined ? "" : `, last ${seconds(lastAdvertAgeMs)} ago`}`,
        ] as const,
    ),
    [
      "adverts",
      advertsPerS &&
        `${advertsPerS.all}/s: ${advertsPerS.ours} ours, ${advertsPerS.eid} EID, ` +
          `${advertsPerS.fixedTag} tags, ${advertsPerS.foreign} others`,
    ],
    ["refused", countsOf(status.refused)],
    [
      "windows",
      `${status.windowsSent} sent, ${status.windowsHeld} waiting (${status.queueBytes} bytes), ` +
        `${status.windowsDropped} dropped, ${status.windowsLost} lost`,
    ],
    ["recoveries", countsOf(status.recoveries)],
    [
      "last recovery",
      lastRecovery &&
        `${lastRecovery.step} of ${lastRecovery.adapter}, for ${lastRecovery.reason}, at ` +
          `${new Date(lastRecovery.at).toISOString()}${lastRecovery.problem === undefined ? "" : `: ${lastRecovery.problem}`}`,
    ],
    ["check-in", checkIn],
    [
      "pushed config",
      config &&
        `version ${config.version}${config.rejected === undefined ? "" : `; rejected: ${config.rejected}`}`,
    ],
    ["commands", countsOf(status.commandsRefused)],
    ["clock", clockErrorMs === undefined ? undefined : `${clockErrorMs} ms ahead`],
    ["loop lag", `${status.loopLagMs} ms`],
    ["memory", `${Math.round(status.rssBytes / 2 ** 20)} MB`],
    ["temperature", machine?.temperatureC === undefined ? undefined : `${machine.temperatureC} °C`],
    [
      "power",
      machine?.undervoltage === undefined
        ? undefined
        : machine.undervoltage
          ? "undervoltage: use the supply that the board asks for"
          : "good",
    ],
    ["adapter", machine?.adapterModel],
    ["kernel", machine?.kernel],
    ["version", `${status.version}, up ${seconds(status.sentAt - status.startedAt)}`],
  ];
  return [
    gateway,
    ...rows.flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${name.padEnd(16)} ${value}`],
    ),
  ];
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const countsOf = (counts: Readonly<Record<string, number>>): string | undefined => {
  const entries = Object.entries(counts);
  return entries.length === 0
    ? undefined
    : entries.map(([word, count]) => `${count} ${word}`).join(", ");
};
