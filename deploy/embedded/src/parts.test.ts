import { describe, expect, it } from "vitest";
import { openParts } from "./parts.ts";

const stops: string[] = [];
const part = (name: string) => ({
  stop: async () => {
    stops.push(name);
  },
});

describe("parts", () => {
  it("stop in the opposite order, once", async () => {
    stops.length = 0;
    const parts = await openParts(async (keep) => {
      keep(part("first"));
      keep(part("second"));
      return {};
    });
    await parts.stop();
    await parts.stop();
    expect(stops).toEqual(["second", "first"]);
  });

  it("stop when a later one could not be opened", async () => {
    stops.length = 0;
    const opening = openParts(async (keep) => {
      keep(part("first"));
      throw new Error("no room");
    });
    await expect(opening).rejects.toThrow("no room");
    expect(stops).toEqual(["first"]);
  });
});
