import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crockfordOf, plainCrockford } from "./crockford.ts";
import { parseScreenCode, SCREEN_CODE_BYTES, screenCodeOf } from "./screen.ts";

const bytes = fc.uint8Array({ minLength: SCREEN_CODE_BYTES, maxLength: SCREEN_CODE_BYTES });

describe("Crockford's Base32", () => {
  it("says every bit of its bytes once, the first ones first", () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        const bits = [...crockfordOf(random, 8)]
          .map((each) => alphabet.indexOf(each).toString(2).padStart(5, "0"))
          .join("");
        const expected = [...random].map((each) => each.toString(2).padStart(8, "0")).join("");
        expect(bits).toBe(expected);
      }),
    );
  });

  it("is read in either case, with O and I and L for digits, and with blanks", () => {
    expect(plainCrockford(" o1-il ab-zz")).toBe("0111ABZZ");
  });

  it("is not made of too few bytes", () => {
    expect(() => crockfordOf(new Uint8Array(4), 8)).toThrow(RangeError);
  });
});

describe("a screen's code", () => {
  it("is read as it was made, however it is typed", () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const code = screenCodeOf(random);
        expect(code).toMatch(/^\w{4}-\w{4}$/);
        for (const typed of [code, code.toLowerCase(), ` ${code.replace("-", " ")} `])
          expect(parseScreenCode(typed)).toEqual({ ok: true, value: code });
      }),
    );
  });

  it("is nothing else, and never throws", () => {
    fc.assert(
      fc.property(fc.anything(), (text) => {
        const code = parseScreenCode(text);
        if (code.ok) expect(code.value).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      }),
    );
    for (const wrong of ["", "ABCD-EFG", "ABCD-EFGU", "ABCD-EFGHJ", 5, `${" ".repeat(40)}ABCDEFGH`])
      expect(parseScreenCode(wrong).ok).toBe(false);
  });
});
