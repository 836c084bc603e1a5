/**
 * Without a network, with a new release, and after the time has run out: what a phone still shows,
 * and what it still holds.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESSION_LIFE } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goOpen } from "./attendee.ts";
import { appFolder } from "./build-app.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { keptBy, secretsOf } from "./kept.ts";
import { openRoom, type Room } from "./room.ts";
import { openWire, type Wire } from "./wire.ts";

/** What only the second release of the page says of itself. */
const SECOND = "second release";

let chromium: Chromium;
let folder: string;
let room: Room;
let wire: Wire;
let phone: Handset;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-app-"));
  await cp(appFolder, folder, { recursive: true });
  room = await openRoom({ appFolder: folder });
  wire = await openWire(room.matcher.port);
  phone = await openHandset(chromium.browser);
  await goOpen(phone, wire.posterOf(room));
  await phone.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
});
afterEach(async () => {
  expect(phone.faults).toEqual([]);
  await phone.stop();
  await wire.stop();
  await room.stop();
  await rm(folder, { recursive: true });
});

/** Puts another release where the matcher serves it from: another page, and a worker that knows it. */
async function release(): Promise<void> {
  const page = join(folder, "index.html");
  const html = await readFile(page, "utf8");
  await writeFile(page, html.replace("<body>", `<body data-release="${SECOND}">`));
  const script = join(folder, "sw.js");
  await writeFile(script, `${await readFile(script, "utf8")}\n// ${SECOND}\n`);
}

describe("a phone without a network", () => {
  it("opens with what it knew last, says so, and goes on where it was", async () => {
    wire.hold(true);
    await phone.page.reload();
    await phone.heading("open_title").waitFor();
    await phone.page.getByText(phone.say("link_away")).waitFor();
    wire.hold(false);
    await phone.page.getByText(phone.say("link_away")).waitFor({ state: "detached" });
    await phone.heading("open_title").waitFor();
    expect(await room.matcher.ports.sessions.list(room.venue)).toHaveLength(1);
  });
});

describe("a new release", () => {
  it("does not take away a nudge that is being read, and comes when nobody looks", async () => {
    const other = await room.matcher.open({ interests: ["coffee"] });
    await room.gather([phone.session(), other]);
    await phone.button("nudge_hi").waitFor();
    await release();
    await phone.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update();
      const coming = registration?.installing;
      await new Promise<void>((resolve) => {
        if (!coming) resolve();
        coming?.addEventListener("statechange", () => resolve());
      });
    });
    await phone.press("nudge_hi");
    await phone.heading("waiting_title").waitFor();
    await room.sayHi(other);
    await phone.button("cue_away").waitFor();
    await phone.press("cue_away");
    await phone.press("after_skip");
    await phone.heading("open_title").waitFor();
    expect(await phone.page.locator("body").getAttribute("data-release")).toBeNull();
    await phone.page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await phone.page.locator(`body[data-release="${SECOND}"]`).waitFor();
    await phone.heading("open_title").waitFor();
  });
});

describe("a session whose time ran out on a closed phone", () => {
  const later = () => Date.now() + SESSION_LIFE + 600_000;

  async function nothingIsLeft(): Promise<void> {
    const secrets = secretsOf(phone.session());
    const { cached, ...others } = await keptBy(phone);
    expect(others).toEqual({ local: [], tab: [], cookies: [], databases: [] });
    for (const [address, text] of cached) {
      expect(address).not.toContain("/api/");
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  }

  it("has left nothing at the next opening", async () => {
    await phone.reopen();
    room.matcher.pass(SESSION_LIFE + 600_000);
    await phone.context.clock.setSystemTime(later());
    await phone.page.goto(wire.posterOf(room));
    await phone.heading("welcome_title").or(phone.heading("ended_title")).waitFor();
    await nothingIsLeft();
  });

  it("has left nothing at the next opening without a network", async () => {
    const poster = wire.posterOf(room);
    await phone.reopen();
    wire.hold(true);
    await phone.context.clock.setSystemTime(later());
    await phone.page.goto(poster);
    await phone.heading("nowhere_away_title").waitFor();
    await nothingIsLeft();
  });
});
