/** Examine: every precondition of a gateway, in the order in which one would mend them. */
import type { Environment } from "../settings.ts";
import {
  adapterFinding,
  isCapable,
  type OpenSocket,
  openSocket,
  rfkillFinding,
  rivalFinding,
  socketFindings,
} from "./bluetooth.ts";
import { brokerFindings, configFinding } from "./broker.ts";
import { type Files, filesBelow } from "./files.ts";
import type { Finding } from "./finding.ts";
import { clockFinding, nodeFinding, type RunTool, runTool, wifiFinding } from "./system.ts";

export interface Patient {
  readonly env: Environment;
  readonly configPath: string;
  /** Whether a gateway runs here. */
  readonly running: (port: number) => Promise<boolean>;
  readonly now: () => number;
  readonly nodeVersion?: string;
  readonly files?: Files;
  readonly run?: RunTool;
  readonly open?: OpenSocket;
}

export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const { env, configPath, running, now } = patient;
  const { nodeVersion = process.versions.node, files = filesBelow("/") } = patient;
  const { run = runTool, open = openSocket } = patient;
  const { finding, config } = await configFinding(env, configPath);
  const scanning = Math.max(1, config?.adapters.length ?? 1);
  return [
    nodeFinding(nodeVersion),
    ...socketFindings(open, await isCapable(files), await files.exists("/sys/class/bluetooth")),
    await adapterFinding(files, scanning + (config?.checkInAdapter === undefined ? 0 : 1)),
    await rfkillFinding(files),
    await rivalFinding(files),
    await wifiFinding(files, run),
    await clockFinding(files, run),
    finding,
    ...(config === undefined
      ? []
      : await brokerFindings(config, await running(config.loopbackPort), now())),
  ];
}
