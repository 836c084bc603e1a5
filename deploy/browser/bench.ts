/**
 * `npm run bench:app`: how long it takes from the matcher's decision to a nudge that is painted, on
 * loopback: 60 nudges a run, five runs, the middle one of their 95th percentiles. Exit code 1 above
 * the limit.
 *
 * The matcher stamps a nudge when it claims it; the page notes the time two frames after its words
 * are in the document, when they are on the screen. Both clocks are this machine's.
 */
import {
  type DurationMs,
  decodeMatcherMessage,
  NUDGE_LIFE,
  type SessionStarted,
  type UnixMs,
} from "@sighej/protocol";
import { goOpen } from "./attendee.ts";
import { setup as buildApp } from "./build-app.ts";
import { openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { openRoom, type Room } from "./room.ts";

const RUNS = 5;
const NUDGES = 60;
/** Below what anyone can tell from "at once". */
const LIMIT_MS = 100;
/** Past the dwelling and the gap between two nudges of the demo's policy, s. */
const LONGEST = 30;

const PHRASE = "Someone nearby is also into coffee.";

interface Watching {
  watch: (phrase: string) => void;
  painted: Promise<number>;
}

/** In the page: from `watch` on, when a heading with these words is painted, by the system's clock. */
function watchPainting(): void {
  const watching = globalThis as unknown as Watching;
  watching.watch = (phrase) => {
    watching.painted = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector("h1")?.textContent !== phrase) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true });
    });
  };
}

/** Times from decision to paint of one run, ms, sorted. */
async function run(phone: Handset, room: Room): Promise<readonly number[]> {
  await phone.context.addInitScript(watchPainting);
  let decided: UnixMs | undefined;
  phone.page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const message = decodeMatcherMessage(String(payload));
      if (!message.ok || message.value.type !== "nudge") return;
      decided = (message.value.nudge.expiresAt - NUDGE_LIFE) as UnixMs;
    }),
  );
  await goOpen(phone, room.poster);
  const times: number[] = [];
  while (times.length < NUDGES) {
    await phone.page.evaluate((words) => (globalThis as unknown as Watching).watch(words), PHRASE);
    const other = await nudge(phone, room);
    const at = await phone.page.evaluate(() => (globalThis as unknown as Watching).painted);
    // The room's clock runs ahead of the machine's.
    const ahead = room.matcher.now() - Date.now();
    if (decided === undefined) throw new Error("painted, and never sent");
    times.push(at + ahead - decided);
    decided = undefined;
    // Gone, so that nobody but the phone is there for the next one.
    await room.matcher.call("DELETE", "/api/v1/session", other);
    await phone.press("not_now");
    await phone.heading("open_title").waitFor();
  }
  return times.sort((one, other) => one - other);
}

/** Second by second, so that nothing is in the way of the nudge once there is one. */
async function nudge(phone: Handset, room: Room): Promise<SessionStarted> {
  const count = () => room.matcher.counts()["claim-nudged"] ?? 0;
  const before = count();
  const other = await room.matcher.open({ interests: ["coffee"] });
  for (let second = 0; second < LONGEST && count() === before; second++)
    await room.gather([phone.session(), other], 1);
  if (count() === before) throw new Error("nobody was nudged");
  return other;
}

const quantile = (sorted: readonly number[], share: number): DurationMs =>
  (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN) as DurationMs;

await buildApp();
const chromium = await openChromium();
const worst: number[] = [];
try {
  for (let each = 1; each <= RUNS; each++) {
    const room = await openRoom();
    const phone = await openHandset(chromium.browser);
    const times = await run(phone, room);
    await phone.stop();
    await room.stop();
    const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)];
    worst.push(most);
    process.stdout.write(`run ${each}: ${NUDGES} nudges, p50 ${half} ms, p95 ${most} ms\n`);
  }
} finally {
  await chromium.stop();
}
const middle = quantile(
  worst.sort((one, other) => one - other),
  0.5,
);
process.stdout.write(
  `decision to painted nudge: p95 ${middle} ms, the middle of ${RUNS} runs (at most ${LIMIT_MS})\n`,
);
process.exitCode = middle <= LIMIT_MS ? 0 : 1;
