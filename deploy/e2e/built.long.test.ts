/**
 * The matcher as `npm run build` makes it, without its sources: what it keeps in files of its own
 * (threads, a process for pictures, a font) is found beside it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { start as startBroker } from "@sighej/broker";
import { freshCredentials } from "@sighej/embedded";
import { parseVenueId } from "@sighej/protocol";
import { build } from "esbuild";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hallSetup, windowsOf } from "../../matcher/test/air.ts";
import { sure } from "../../matcher/test/fixtures.ts";
import { type MatcherProcess, startMatcherProcess } from "./matcher-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = join(root, "build/matcher");
const adminCode = "built-admin-code-0123";

interface MapMaker {
  make(job: unknown): Promise<{
    readonly evidence?: { readonly candidate: number; readonly current: number };
  }>;
  stop(): Promise<void>;
}

let folder: string;
let matcher: MatcherProcess;
let stopBroker: () => Promise<void>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sighej-built-"));
  execFileSync(process.execPath, [
    "--conditions=@sighej/source",
    ...[join(root, "tools/build.mjs"), "--without-app"],
  ]);
  const venues = join(folder, "venues.json");
  writeFileSync(venues, JSON.stringify([hallSetup]));
  const { credentials, matcher: secret } = freshCredentials(sure(parseVenueId(hallSetup.id)), []);
  const logger = pino({ level: "silent" });
  const broker = await startBroker({ host: "127.0.0.1", port: 0, credentials, logger });
  stopBroker = () => broker.stop();
  matcher = await startMatcherProcess(
    {
      SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${broker.port}`,
      SIGHEJ_BROKER_SECRET: secret,
      SIGHEJ_VENUES: venues,
      SIGHEJ_ADMIN_CODE: adminCode,
      SIGHEJ_AGGREGATES_FOLDER: join(folder, "kept"),
    },
    [join(built, "main.js")],
  );
});
afterAll(async () => {
  await matcher?.stop();
  await stopBroker?.();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (method: string, path: string, type: string, body: string) =>
  fetch(new URL(`/api/v1/admin/venue/${hallSetup.id}/${path}`, matcher.url), {
    method,
    headers: { authorization: `Bearer ${adminCode}`, "content-type": type },
    body,
  });

describe("a built matcher", () => {
  it("has the command for a lost key beside it", () => {
    const said = execFileSync(process.execPath, [join(built, "lost-key.js"), "--help"]);
    expect(String(said)).toContain("--yes");
  });

  it("draws an uploaded picture anew and prints posters", async () => {
    const drawing =
      '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><path/></svg>';
    const taken = await ask("PUT", "plan/picture", "image/svg+xml", drawing);
    expect(taken.status, await taken.clone().text()).toBeLessThan(300);
    const paper = JSON.stringify({ paper: "a4", language: "da" });
    const printed = await ask("POST", "print/posters", "application/json", paper);
    expect(printed.headers.get("content-type")).toBe("application/pdf");
    expect((await printed.text()).startsWith("%PDF-")).toBe(true);
  });

  it("makes radio maps in a thread of its own", async () => {
    // The service's own code for it, bundled as the service is and put where that is.
    const probe = join(built, "map-maker-probe.js");
    await build({
      ...{ entryPoints: [join(root, "matcher/src/adapters/map-maker/map-maker.ts")] },
      ...{ outfile: probe, bundle: true, platform: "node", format: "esm", target: "node20" },
      ...{ conditions: ["@sighej/source"], logLevel: "silent" },
    });
    const { startMapMaker }: { startMapMaker: () => MapMaker } = await import(
      pathToFileURL(probe).href
    );
    const maker = startMapMaker();
    const made = await maker.make({
      kind: "learn",
      gateways: hallSetup.gateways,
      drawn: [],
      windows: { learning: windowsOf(1, 500), judging: windowsOf(2, 100) },
      ...{ current: undefined, previous: undefined },
    });
    expect(made.evidence?.candidate).toBeGreaterThan(made.evidence?.current ?? 0);
    await maker.stop();
  });
});
