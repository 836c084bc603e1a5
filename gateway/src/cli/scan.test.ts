/** Scan on a terminal that a test holds; through a pipe it runs in deploy/e2e. */
import { EventEmitter } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LiveSocket, serveLive } from "../adapters/live-socket.ts";
import { type ScanStreams, scan } from "./scan.ts";

let folder: string;
let path: string;
let live: LiveSocket;
let showing: NodeJS.Timeout;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-"));
  path = join(folder, "live.sock");
  live = await serveLive(path);
  const tokens = [{ name: "3f9a", count: 2, mean: -60, max: -58 }];
  showing = setInterval(
    () => live.show({ at: 0, lengthMs: 1_000, adverts: 5, heard: 1, tokens }),
    5,
  );
});
afterEach(async () => {
  clearInterval(showing);
  await live.stop();
  await rm(folder, { recursive: true });
});

class Keys extends EventEmitter {
  isTTY = true;
  raw: boolean[] = [];
  setRawMode(is: boolean) {
    this.raw.push(is);
    return this;
  }
  pause() {
    return this;
  }
  resume() {
    return this;
  }
}
function terminalOf(keys: Keys) {
  const drawn: string[] = [];
  const output = {
    ...{ isTTY: true, columns: 60, rows: 10 },
    write: (text: string) => drawn.push(text) > 0,
  };
  return { drawn, streams: { input: keys, output } as unknown as ScanStreams };
}
const silent = { say: () => undefined, complain: () => undefined };

describe("scan", () => {
  it.each(["q", "\x03"])("draws until %j, and leaves the terminal as it was", async (key) => {
    const keys = new Keys();
    const { drawn, streams } = terminalOf(keys);
    const ended = scan(path, false, streams, silent, new AbortController());
    await vi.waitFor(() => expect(drawn.join("")).toContain("3f9a   -60 dBm"), 5_000);
    keys.emit("data", Buffer.from("x"));
    keys.emit("data", Buffer.from(key));
    expect(await ended).toBe(0);
    expect(keys.raw).toEqual([true, false]);
    expect(drawn[0]).toBe("\x1b[?25l");
    expect(drawn.at(-1)).toBe("\x1b[?25h");
    expect(keys.listenerCount("data")).toBe(0);
  });

  it("says that no gateway runs, or that it has stopped, and ends with 1", async () => {
    const complaints: string[] = [];
    const terminal = { ...silent, complain: (line: string) => complaints.push(line) };
    const { streams } = terminalOf(new Keys());
    const nowhere = join(folder, "none.sock");
    expect(await scan(nowhere, false, streams, terminal, new AbortController())).toBe(1);
    const { drawn, streams: others } = terminalOf(new Keys());
    const ended = scan(path, false, others, terminal, new AbortController());
    await vi.waitFor(() => expect(drawn.length).toBeGreaterThan(1), 5_000);
    await live.stop();
    expect(await ended).toBe(1);
    expect(complaints).toEqual([
      expect.stringContaining("no gateway runs"),
      "the gateway has stopped",
    ]);
  });
});
