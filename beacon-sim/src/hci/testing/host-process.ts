/** HostProcess: starts a program on a virtual adapter for a test, and waits for what it says. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { preloadUrl } from "../../preload-url.ts";
import { antennaEnv } from "../air-address.ts";
import type { AirServer } from "../server.ts";
import type { Report, Request } from "./noble-host.ts";

const NOBLE_HOST = fileURLToPath(new URL("./noble-host.ts", import.meta.url));

/** A program by its path, or inline source. */
export type Program = { readonly path: string } | { readonly source: string };

/** Runs a program from its TypeScript source, on that antenna. */
export function startOn(
  server: AirServer,
  antenna: string,
  program: Program,
  args: readonly string[] = [],
): ChildProcess {
  const what = "path" in program ? [program.path] : ["--eval", program.source, "--"];
  const node = ["--conditions=@sighej/source", "--import", "tsx", "--import", preloadUrl];
  return spawn(process.execPath, [...node, ...what, ...args], {
    env: { ...process.env, ...antennaEnv(server, antenna) },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}

/** Ends a process and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

type Said<S extends Report["says"]> = Extract<Report, { says: S }>;

/** `noble-host.ts` in a process of its own. */
export class NobleProcess {
  readonly child: ChildProcess;
  readonly reports: Report[] = [];
  #heardSomething: () => void = () => {};

  constructor(server: AirServer, antenna: string) {
    this.child = startOn(server, antenna, { path: NOBLE_HOST });
    this.child.on("message", (report: Report) => {
      this.reports.push(report);
      this.#heardSomething();
    });
    this.child.once("exit", () => this.#heardSomething());
  }

  ask(request: Request): void {
    this.child.send(request);
  }

  said<S extends Report["says"]>(says: S): Said<S>[] {
    return this.reports.filter((report): report is Said<S> => report.says === says);
  }

  /** Waits for reports until `enough` is content; the test's own time-out is the limit. */
  async until(enough: () => boolean): Promise<void> {
    while (!enough()) {
      if (this.child.exitCode !== null) throw new Error("the noble process ended");
      await new Promise<void>((resolve) => {
        this.#heardSomething = resolve;
      });
    }
  }

  async poweredOn(): Promise<void> {
    await this.until(() => this.said("state").at(-1)?.state === "poweredOn");
  }

  async scan(allowDuplicates: boolean): Promise<void> {
    const before = this.said("scanning").length;
    this.ask({ ask: "scan", allowDuplicates });
    await this.until(() => this.said("scanning").length > before);
  }
}
