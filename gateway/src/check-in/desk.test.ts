import { decodeCheckInNonce, encodeCheckIn, readToken } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startDesk } from "./desk.ts";

const written = encodeCheckIn({
  token: readToken(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0),
  proof: new Uint8Array(8).fill(9),
});

function desk() {
  let made = 0;
  return startDesk((length) => new Uint8Array(length).fill(++made));
}

describe("the check-in desk", () => {
  it("takes one proof for the nonce that it gave", () => {
    const { ask, take } = desk();
    expect(take(written)).toMatchObject({ ok: false, problem: { kind: "not-ours" } });
    expect(ask()).toEqual(ask());
    const nonce = decodeCheckInNonce(ask());
    expect(take(written)).toMatchObject({ ok: true, value: { nonce: nonce.ok && nonce.value } });
    expect(take(written)).toMatchObject({ ok: false });
  });

  it("leaves the nonce to be proved after a write that was none", () => {
    const { ask, take } = desk();
    const before = ask();
    expect(take(written.subarray(1))).toMatchObject({ problem: { kind: "truncated" } });
    expect(ask()).toEqual(before);
  });

  it("never gives a nonce again, nor takes a proof across connections", () => {
    const step = fc.constantFrom("ask", "take", "clear");
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { ask, take, clear } = desk();
        const proved = new Set<string>();
        let asked = false;
        for (const each of steps) {
          if (each === "ask") asked = ask().length > 0;
          else if (each === "clear") {
            clear();
            asked = false;
          } else {
            const taken = take(written);
            expect(taken.ok).toBe(asked);
            if (taken.ok) expect(proved.has(String(taken.value.nonce))).toBe(false);
            if (taken.ok) proved.add(String(taken.value.nonce));
            asked = false;
          }
        }
      }),
    );
  });
});
