import { afterEach, expect, test } from "vitest";
import { session } from "../test/made-up.ts";
import { keptIn } from "./kept.ts";

const kept = keptIn(() => sessionStorage);
const forbidden = keptIn(() => {
  throw new DOMException("no", "SecurityError");
});
afterEach(() => sessionStorage.clear());

test("a session that was kept is read again, until it is cleared", () => {
  expect(kept.read()).toBeUndefined();
  kept.write(session);
  const { view, bearer, beaconKey } = session;
  expect(kept.read()).toEqual({ ...view, bearer, beaconKey });
  kept.clear();
  expect(sessionStorage).toHaveLength(0);
});

test.each(["", "no JSON", "{}", "null"])("storage that holds %j holds no session", (text) => {
  sessionStorage.setItem("sighej.session", text);
  expect(kept.read()).toBeUndefined();
});

test("where storage is forbidden the page goes on without", () => {
  forbidden.write(session);
  forbidden.clear();
  expect(forbidden.read()).toBeUndefined();
});
