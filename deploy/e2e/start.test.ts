/**
 * `npm start` as a person meets it: a visitor opens the app, picks a few common interests, and is
 * nudged; Ctrl-C ends it; what cannot start says why in one line.
 */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { arrive, isRunning, npmStart } from "./npm-start.ts";

const recordings = process.env.SIGHEJ_RECORDINGS;
/** Of the made-up hall, a process each. */
const GATEWAYS = 6;

async function nudgesAVisitor(args: readonly string[]) {
  const running = await npmStart(["--port", "0", "--host", "127.0.0.1", ...args]);
  try {
    const { app, venue } = await running.ready();
    const page = await fetch(app);
    expect(await page.text()).toContain("<title>SigHej");
    const visitor = await arrive(app, venue);
    const nudge = await visitor.nudged();
    expect(nudge.phrase).toMatch(/^Someone nearby .+\.$/);
    await visitor.leave();
    visitor.close();
  } finally {
    expect(await running.interrupt()).toBe(0);
  }
  // Nothing but progress and addresses: no warning, no stack, nothing about anyone.
  expect(running.output()).not.toMatch(/error|warn|sighej:/i);
}

describe("npm start", () => {
  it("nudges a visitor in a made-up hall, and ends on Ctrl-C", () => nudgesAVisitor([]));

  it.skipIf(recordings === undefined)("nudges a visitor in a recorded hall", () =>
    nudgesAVisitor(["--recording", join(recordings ?? "", "tetam")]),
  );

  it("ends on Ctrl-C while it is still starting, and leaves no process behind", async () => {
    const running = await npmStart(["--port", "0"]);
    await running.printed(/starting \d+ gateways/);
    const children = await vi.waitUntil(
      async () => {
        const found = await running.children();
        return found.length >= GATEWAYS && found;
      },
      { timeout: 20_000 },
    );
    expect(await running.interrupt()).toBe(0);
    // The compiler's helper process ends by itself a moment after its parent.
    await vi.waitUntil(() => !children.some(isRunning), { timeout: 5_000 });
  });
});

describe("npm start says in one line why it cannot start, with exit code 2,", () => {
  async function fails(args: readonly string[], line: RegExp) {
    const running = await npmStart(args);
    expect(await running.ended).toBe(2);
    const complaints = running
      .output()
      .split("\n")
      .filter((each) => each.startsWith("sighej:"));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(line);
    expect(running.output()).not.toContain("    at ");
  }

  it("when its port is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    try {
      await fails(["--host", "127.0.0.1", "--port", String(port)], new RegExp(`${port}`));
    } finally {
      server.close();
    }
  });

  it("when it cannot write to its folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sighej-"));
    const file = join(folder, "file");
    await writeFile(file, "");
    await fails(["--data", join(file, "inside")], /cannot write to the folder .*--data/);
    await rm(folder, { recursive: true });
  });

  it("when its database of released counts is in use, or is none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sighej-"));
    const claims = join(folder, "aggregates", "claims");
    await mkdir(claims, { recursive: true });
    await writeFile(join(claims, "1-x@elsewhere"), "");
    await fails(["--data", folder, "--port", "0"], /database is in use by another machine/);
    await rm(claims, { recursive: true });
    await mkdir(join(folder, "aggregates", "postgres"), { mode: 0o700 });
    await writeFile(join(folder, "aggregates", "postgres", "PG_VERSION"), "12\n");
    await fails(["--data", folder, "--port", "0"], /embedded database cannot be/);
    await rm(folder, { recursive: true });
  });

  it("when the recording is not there", () =>
    fails(["--recording", "no-such-folder", "--port", "0"], /no-such-folder/));

  it("when an option is wrong", () => fails(["--people", "many"], /--people takes a whole number/));

  it("when Redis does not answer", () =>
    fails(["--redis", "redis://127.0.0.1:9", "--port", "0"], /Redis|127\.0\.0\.1:9/i));
});
