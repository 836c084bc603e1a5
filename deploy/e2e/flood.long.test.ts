/** A flood: more adverts a second than a radio decodes, most of them strangers', for a minute. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  openRadioStand,
  type RadioStand,
  tokenNumbered,
  transmitForeign,
  transmitOurs,
} from "./radio-stand.ts";

const PER_SECOND = 2_500;
const FOREIGN_SHARE = 0.6;
const SECONDS = 60;
/** Ten adverts a second of each: below the 255 that one sighting can count. */
const BEACONS = 100;
/** A burst this often; a hall's adverts come as unevenly. */
const BURST_MS = 20;
/** Clock ticks of /proc/PID/stat, Linux's USER_HZ. */
const TICKS_PER_SECOND = 100;

let stand: RadioStand;
beforeAll(async () => {
  stand = await openRadioStand(["door"]);
});
afterAll(() => stand?.stop());

it("loses none of ours among 2,500 adverts a second", async () => {
  const door = stand.launch("door", ["door"]);
  const before = await door.status(({ radio }) => radio === "scanning");
  const { pid } = door.child();
  const [cpuBefore, from] = [cpuSecondsOf(pid), performance.now()];
  const sent = new Map<number, number>();
  let strangers = 0;
  let total = 0;
  while (total < PER_SECOND * SECONDS) {
    const due = Math.min(
      PER_SECOND * SECONDS,
      Math.floor(((performance.now() - from) / 1_000) * PER_SECOND),
    );
    // Behind by more than a burst or two, as on a busy machine, it does not catch up at once.
    for (let count = 0; total < due && count < 200; count++) {
      if (total % 10 < FOREIGN_SHARE * 10) transmitForeign(stand.air, strangers++);
      else {
        const beacon = total % BEACONS;
        transmitOurs(stand.air, beacon);
        sent.set(beacon, (sent.get(beacon) ?? 0) + 1);
      }
      total += 1;
    }
    await wait(BURST_MS);
  }
  const seconds = (performance.now() - from) / 1_000;
  const after = await door.status(
    ({ adverts, windowsHeld }) => adverts - before.adverts >= total && windowsHeld === 0,
  );
  const cpu = cpuSecondsOf(pid) - cpuBefore;
  process.stdout.write(
    `${total} adverts in ${seconds.toFixed(0)} s, CPU ${cpu.toFixed(2)} s: ` +
      `${((cpu / seconds) * 100).toFixed(1)} % of a core, ${after.loopLagMs} ms behind at worst, ` +
      `${(after.rssBytes / 1e6).toFixed(0)} MB\n`,
  );
  for (const [beacon, count] of sent) expect(door.heardOf(tokenNumbered(beacon))).toBe(count);
  expect(after).toMatchObject({ refused: {}, windowsDropped: 0 });
  expect(stand.server.hciLog("door")?.reports.dropped).toBe(0);
});

/** User and system time of a process so far (proc(5), fields 14 and 15 of stat). */
function cpuSecondsOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
