import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GatewayId, metres, venueIdOf } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptVenueId, venueOf } from "./venue.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-venue-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the made-up venue", () => {
  it("keeps its id from run to run, in a folder that it makes", async () => {
    const inside = join(folder, "deep", "down");
    expect(await keptVenueId(inside)).toBe(await keptVenueId(inside));
    expect(await keptVenueId(folder)).not.toBe(await keptVenueId(inside));
  });

  it("says which folder it cannot write to", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(keptVenueId(file)).rejects.toMatchObject({
      code: "folder-unwritable",
      message: expect.stringContaining(file),
    });
  });

  it("does not replace settings that it cannot read", async () => {
    for (const text of ["", "{}", '{"id":"hall"}', "null"]) {
      await writeFile(join(folder, "venue.json"), text);
      await expect(keptVenueId(folder)).rejects.toMatchObject({ code: "settings-unreadable" });
    }
  });

  it("has every gateway of the floor plan in its one zone", () => {
    const gateway = { id: "north" as GatewayId, x: metres(1), y: metres(2) };
    const plan = { name: "Hall", width: metres(9), depth: metres(9), gateways: [gateway] };
    const venue = venueOf(plan, venueIdOf(new Uint8Array(16)));
    const [zone] = venue.zones;
    expect(venue.gateways).toEqual([{ ...gateway, zone: zone?.id }]);
  });
});
