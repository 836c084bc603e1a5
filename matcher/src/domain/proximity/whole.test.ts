import { expect, it } from "vitest";
import { whole } from "./whole.ts";

it("is the nearest whole number, and never −0", () => {
  expect(whole(2.4)).toBe(2);
  expect(whole(-2.6)).toBe(-3);
  expect(Object.is(whole(-0.3), 0)).toBe(true);
});
