import * as v from "valibot";
import { expect, it } from "vitest";
import { check } from "./check.ts";

const schema = v.strictObject({
  pin: v.pipe(v.string(), v.regex(/^\d{6}$/, "six digits")),
  bare: v.optional(v.pipe(v.string(), v.regex(/^\d$/))),
  count: v.optional(v.pipe(v.number(), v.maxValue(9))),
});

it.each([
  [{ pin: "secret" }, "pin: expected six digits"],
  [{ pin: 7 }, "pin: expected string"],
  [{ pin: "123456", bare: "secret" }, "bare: expected /^\\d$/"],
  [{ pin: "123456", count: 77 }, "count: expected <=9"],
  [7, "the whole: expected Object"],
])("a refusal of %j says what is expected and never what came", (value, detail) => {
  expect(check(schema, value)).toMatchObject({ problem: { kind: "bad-field", detail } });
});
