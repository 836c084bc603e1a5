import { expect, test } from "vitest";
import { session } from "../test/made-up.ts";
import { transferCode, transferIn } from "./transfer.ts";

const code = transferCode(session);

test("a code carries a session's secrets and its venue, and nothing else", () => {
  const { bearer, beaconKey, view } = session;
  expect(transferIn(` ${code}\n`)).toEqual({ venue: view.venue, bearer, beaconKey });
  expect(code).toHaveLength(124);
});

test.each(["", "abc", `${code}.x`, code.slice(1), code.slice(0, -2)])("%j is no code", (text) => {
  expect(transferIn(text)).toBeUndefined();
});
