import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../wiring/machine.ts";
import { aesGcmSeal } from "./aes-gcm.ts";

const key = () => new Uint8Array(randomBytes(32));
const own = key();
const seal = aesGcmSeal([own], random);

describe("a sealed text", () => {
  it("opens again as it was, about what it was sealed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, about) => {
        const opened = seal.open(seal.close(text, about), about);
        expect(opened).toEqual({ kind: "opened", text, byNewest: true });
      }),
    );
  });

  it("does not show what is in it, and looks different every time", () => {
    const sealed = seal.close("a key of a badge", "venue");
    expect(Buffer.from(sealed, "base64url").includes("badge")).toBe(false);
    expect(seal.close("a key of a badge", "venue")).not.toBe(sealed);
  });

  it("does not open about anything else, nor with any bit changed", () => {
    const sealed = seal.close("a key of a badge", "venue");
    expect(seal.open(sealed, "another")).toEqual({ kind: "damaged" });
    const bytes = Buffer.from(sealed, "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(seal.open(changed.toString("base64url"), "venue").kind).not.toBe("opened");
      }),
    );
  });

  it("is not opened, and nothing thrown, whatever stands in its place", () => {
    fc.assert(
      fc.property(fc.string(), (sealed) => {
        expect(seal.open(sealed, "venue").kind).not.toBe("opened");
      }),
    );
  });

  it("opens by a key that is no longer the newest, which is said, and by no other", () => {
    const sealed = seal.close("a key of a badge", "venue");
    expect(aesGcmSeal([key(), own], random).open(sealed, "venue")).toEqual({
      ...{ kind: "opened", text: "a key of a badge", byNewest: false },
    });
    expect(aesGcmSeal([key()], random).open(sealed, "venue")).toEqual({ kind: "other-key" });
  });
});
