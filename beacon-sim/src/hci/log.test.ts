import { expect, test } from "vitest";
import { HciLog } from "./log.ts";

test("a log counts everything and keeps the last thousand entries, oldest first", () => {
  const log = new HciLog();
  log.command(0, 0x200c, 6);
  for (let n = 1; n <= 1_500; n++) log.report(n, "3e/02", 20);
  log.delivered(1_400);
  log.acl(1_501, "acl-from-host", 12);
  const reading = log.reading();
  expect(reading.commands).toEqual({ "0x200c": 1 });
  expect(reading.events).toEqual({ "3e/02": 1_500 });
  expect(reading.reports).toEqual({ sent: 1_500, delivered: 1_400, dropped: 0 });
  expect([reading.aclFromHost, reading.aclToHost]).toEqual([1, 0]);
  expect(reading.entries).toHaveLength(1_000);
  expect(reading.entries[0]?.at).toBe(502);
  expect(reading.entries.at(-1)).toEqual({
    at: 1_501,
    direction: "acl-from-host",
    code: "acl",
    octets: 12,
  });
});

test("a host that tries every opcode does not make the log grow without end", () => {
  const log = new HciLog();
  for (let opcode = 0; opcode < 5_000; opcode++) log.command(0, opcode, 4);
  expect(Object.keys(log.reading().commands)).toHaveLength(256);
});
