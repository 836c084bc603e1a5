import { expect, it } from "vitest";
import { noon, otherVenue, setup, venue } from "../../test/fixtures.ts";
import { readDue, type SchedulePorts } from "./schedules.ts";
import { venuesOf } from "./venues.ts";

it("reads no programme of a venue that is over", async () => {
  const venues = venuesOf(
    [setup],
    () => noon,
    () => {},
    (bytes) => new Uint8Array(bytes),
  );
  venues.put({ state: "archived", version: 1, setup: { ...setup, id: otherVenue } });
  const asked: unknown[] = [];
  const schedules = { claim: async (ids: unknown) => void asked.push(ids) };
  await readDue({ venues, schedules, clock: () => noon } as unknown as SchedulePorts);
  expect(asked).toEqual([[venue]]);
});
