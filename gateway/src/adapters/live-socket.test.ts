import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LiveWindow } from "../live.ts";
import { type LiveSocket, serveLive, watchLive } from "./live-socket.ts";

const window = (at: number): LiveWindow => ({
  ...{ at, lengthMs: 1_000, adverts: 5, heard: 1 },
  tokens: [{ name: "3f9a", count: 2, mean: -60, max: -58 }],
});

let folder: string;
let path: string;
let served: LiveSocket | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-"));
  path = join(folder, "live.sock");
});
afterEach(async () => {
  await served?.stop();
  served = undefined;
  await rm(folder, { recursive: true });
});

describe("the live socket", () => {
  it("gives each window to who watches, and to nobody else on the machine", async () => {
    // Left by a process that was killed.
    await writeFile(path, "");
    served = await serveLive(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const ending = new AbortController();
    const heard: number[] = [];
    let at = 0;
    const showing = setInterval(() => served?.show(window(++at)), 5);
    for await (const { at: number } of watchLive(path, ending.signal)) {
      heard.push(number);
      if (heard.length === 3) ending.abort();
    }
    clearInterval(showing);
    const [first = 0] = heard;
    expect(heard.slice(0, 3)).toEqual([first, first + 1, first + 2]);
  });

  it("ends for who watches when the gateway ends", async () => {
    const gateway = await serveLive(path);
    const windows = watchLive(path, new AbortController().signal);
    const next = windows.next();
    const showing = setInterval(() => gateway.show(window(1)), 5);
    expect((await next).value).toEqual(window(1));
    clearInterval(showing);
    await gateway.stop();
    const rest = [];
    for await (const each of windows) rest.push(each);
    expect(rest.every((each) => each.at === 1)).toBe(true);
  });

  it("says that no gateway runs, and what to do", async () => {
    const none = watchLive(path, new AbortController().signal).next();
    await expect(none).rejects.toMatchObject({ code: "not-running" });
    await expect(serveLive(join(folder, "no/such"))).rejects.toMatchObject({
      code: "live-unserved",
    });
  });
});
