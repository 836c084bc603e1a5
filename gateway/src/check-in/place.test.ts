import { describe, expect, it } from "vitest";
import { checkInPlace } from "./place.ts";

const [dongle, onboard] = [
  { index: 1, address: "aa:bb:cc:dd:ee:01" },
  { index: 0, address: "aa:bb:cc:dd:ee:00" },
];
const asked = { adapters: [], checkInAdapter: dongle.address };

describe("the adapter that offers check-in", () => {
  it("is the one that is named, and another one scans", () => {
    expect(checkInPlace(asked, [onboard, dongle])).toEqual({
      ok: true,
      adapter: 1,
      scanning: [onboard.address],
    });
    expect(checkInPlace({ ...asked, checkInAdapter: "hci1" }, [onboard, dongle])).toEqual(
      checkInPlace(asked, [onboard, dongle]),
    );
    const named = { ...asked, adapters: ["aa:bb:cc:dd:ee:02"] };
    expect(checkInPlace(named, [onboard, dongle])).toMatchObject({ scanning: named.adapters });
  });

  it("is none when it is the only one: scanning comes first", () => {
    expect(checkInPlace(asked, [dongle])).toEqual({ ok: false, why: "one-adapter" });
  });

  it("is none when it is not there, or nobody can say", () => {
    expect(checkInPlace(asked, [onboard])).toEqual({ ok: false, why: "no-adapter" });
    expect(checkInPlace(asked, undefined)).toEqual({ ok: false, why: "no-adapter" });
  });
});
