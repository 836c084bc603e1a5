/** The real noble over a stand-in for its socket, in processes of their own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

/** Starting a process under tsx, on a busy machine. */
const SLOW = 30_000;
/** Node's timers that a test can turn are experimental, and it says so. */
const flags = ["--expose-gc", "--disable-warning=ExperimentalWarning"];
const host = fileURLToPath(new URL("../testing/noble-host.ts", import.meta.url));

interface Outcome {
  readonly exit: number | null;
  readonly results: Readonly<Record<string, unknown>>;
  readonly errors: string;
}

async function run(...scenarios: readonly string[]): Promise<Outcome> {
  const child = spawn(
    process.execPath,
    [...flags, "--conditions=@sighej/source", "--import", "tsx", host, ...scenarios],
    { stdio: ["ignore", "ignore", "pipe", "ipc"] },
  );
  let results = {};
  let errors = "";
  child.on("message", (message) => {
    if (typeof message === "object") results = message;
  });
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    errors += part;
  });
  const [exit] = await once(child, "close");
  return { exit, results, errors };
}

const faults = [
  ["not-permitted", "radio-not-permitted", /CAP_NET_RAW/],
  ["no-bluetooth", "bluetooth-unsupported", /kernel/],
  ["no-addon", "radio-addon-missing", /build:bluetooth/],
  ["old-adapter", "radio-unsupported", /4\.0/],
  ["other-noble", "noble-changed", /1\.9\.2-26/],
] as const;

describe("noble as a radio", { timeout: SLOW }, () => {
  let results: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    const names = faults.map(([name]) => name);
    const states = ["forms", "power", "hung-at-stop", "never-on", "no-adapter", "sigint"];
    ({ results } = await run(...states, ...names));
  }, SLOW);

  it("hears both forms at once, in legacy and extended reports, each with its own level", () => {
    expect(results.forms).toMatchObject({
      heard: [
        [1, -60],
        [2, -61],
        [3, -62],
        [5, -63],
        [6, -64],
        [7, -65],
        [8, -66],
        [9, -67],
        [10, -68],
      ],
      counts: { adverts: 13, tokensHeard: 10, refused: { "no-level": 1, truncated: 0 } },
    });
  });

  it("scans passively, from its first command on", () => {
    const { scanTypes } = results.forms as { readonly scanTypes: readonly number[] };
    expect(scanTypes.length).toBeGreaterThan(0);
    expect(new Set(scanTypes)).toEqual(new Set([0]));
  });

  it("keeps nothing of a million strangers' addresses", async () => {
    const { crowd } = (await run("crowd")).results;
    expect(crowd).toMatchObject({ adverts: 1_010_000 });
    // noble on its own would keep 1.9 GB.
    expect(crowd).toHaveProperty(
      "grownBy",
      expect.toSatisfy((bytes) => bytes < 5_000_000),
    );
  });

  it("takes any bytes at all, counts what is none of the things it knows, and goes on", async () => {
    expect(await run("fuzz")).toEqual({
      exit: 0,
      results: { fuzz: { adverts: 20_000, refusedSome: true } },
      errors: "",
    });
  });

  it("says how the adapter is, scans when it returns, and acts on nothing else by itself", () => {
    expect(results.power).toEqual({
      states: [
        ...["scanning", "off", "scanning", "scan-ended", "scanning", "scan-ended", "scanning"],
        ...["reset", "scanning", "refused", "starting", "no-answer", "scanning"],
      ],
      answers: 0,
      heard: [[1, -60]],
      lastScan: false,
      after: "off",
    });
  });

  it("ends though the controller no longer answers", () => {
    expect(results["hung-at-stop"]).toBe("off");
  });

  it("tells an adapter that never answers from one that is not there", () => {
    expect(results["never-on"]).toBe("no-answer");
    expect(results["no-adapter"]).toBe("off");
  });

  it.for(faults)("says what is wrong and what to do: %s", ([scenario, code, message]) => {
    expect(results[scenario]).toEqual({ code, message: expect.stringMatching(message) });
  });

  it("leaves the end of the process to the gateway", () => {
    expect(results.sigint).toBe(0);
  });

  it("ends the process on a bug instead of letting noble log it", async () => {
    const { exit, errors } = await run("bug");
    expect(exit).not.toBe(0);
    expect(errors).toContain("TypeError: a bug");
  });
});
