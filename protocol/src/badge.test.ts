import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { badgeBinding, bytes } from "../test/arbitraries.ts";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import {
  BADGE_NONCE_BYTES,
  BIND_CODE_BYTES,
  decodeBadgeStatus,
  encodeBadgeStatus,
  openBadgeBinding,
  sealBadgeBinding,
} from "./badge.ts";
import { hexOf } from "./bytes.ts";

const code = bytes(BIND_CODE_BYTES);
const nonce = bytes(BADGE_NONCE_BYTES);
const status = fc.record({
  state: fc.constantFrom("unbound" as const, "pairing" as const, "bound" as const),
  outcome: fc.constantFrom("none" as const, "accepted" as const, "wrong-code" as const),
  nonce,
});

describe("a badge", () => {
  it("opens what was sealed with its bind code and its nonce", () => {
    fc.assert(
      fc.property(badgeBinding, code, nonce, (binding, bindCode, fresh) => {
        const sealed = sealBadgeBinding(binding, bindCode, fresh);
        expect(openBadgeBinding(sealed, bindCode, fresh)).toEqual({ ok: true, value: binding });
      }),
    );
  });

  it("refuses another bind code, another nonce and any changed byte", () => {
    fc.assert(
      fc.property(badgeBinding, code, nonce, fc.nat(60), (binding, bindCode, fresh, at) => {
        const sealed = sealBadgeBinding(binding, bindCode, fresh);
        const other = bindCode.map((byte) => byte ^ 1);
        const replayed = fresh.map((byte) => byte ^ 1);
        expect(openBadgeBinding(sealed, other, fresh).ok).toBe(false);
        expect(openBadgeBinding(sealed, bindCode, replayed).ok).toBe(false);
        sealed[at] = (sealed[at] ?? 0) ^ 1;
        expect(openBadgeBinding(sealed, bindCode, fresh).ok).toBe(false);
      }),
    );
  });

  it("never sends its key in clear", () => {
    fc.assert(
      fc.property(badgeBinding, code, nonce, (binding, bindCode, fresh) => {
        const sealed = hexOf(sealBadgeBinding(binding, bindCode, fresh));
        expect(sealed.includes(hexOf(binding.key))).toBe(false);
      }),
    );
  });

  it("tells its state, and its formats are read from any bytes without throwing", () => {
    decodesWhatItEncodes(status, encodeBadgeStatus, decodeBadgeStatus);
    neverThrows(anyBytes, decodeBadgeStatus);
    const key = new Uint8Array(BIND_CODE_BYTES);
    const zero = new Uint8Array(BADGE_NONCE_BYTES);
    const open = (wire: Uint8Array) => openBadgeBinding(wire, key, zero);
    neverThrows(anyBytes, open);
    neverThrows(damaged(badgeBinding.map((binding) => sealBadgeBinding(binding, key, zero))), open);
  });
});
