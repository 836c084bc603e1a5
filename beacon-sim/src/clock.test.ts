import { expect, test } from "vitest";
import { ManualClock, systemClock } from "./clock.ts";

test("a manual clock runs what falls due, each at its time and in that order", () => {
  const clock = new ManualClock(1_000);
  const ran: string[] = [];
  clock.after(30, () => ran.push(`late at ${clock.now()}`));
  clock.after(10, () => {
    ran.push(`early at ${clock.now()}`);
    clock.after(5, () => ran.push(`from within at ${clock.now()}`));
  });
  const cancel = clock.after(20, () => ran.push("cancelled"));
  cancel();
  clock.advance(25);
  expect(ran).toEqual(["early at 1010", "from within at 1015"]);
  expect(clock.now()).toBe(1_025);
  clock.advance(5);
  expect(ran.at(-1)).toBe("late at 1030");
});

test("the system clock counts from the Unix epoch, forwards, and a timer can be called off", async () => {
  const before = systemClock.now();
  expect(Math.abs(before - Date.now())).toBeLessThan(60_000);
  const ran: string[] = [];
  const cancel = systemClock.after(1, () => ran.push("cancelled"));
  cancel();
  await new Promise<void>((resolve) => systemClock.after(2, resolve));
  expect(ran).toEqual([]);
  expect(systemClock.now()).toBeGreaterThan(before);
});
