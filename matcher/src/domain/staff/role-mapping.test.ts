import { type StaffRole, staffRoles } from "@sighej/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { otherVenue, venue } from "../../../test/fixtures.ts";
import { grantOf, type Mapping, parseRoleMapping } from "./role-mapping.ts";

const mapped = (text: string): readonly Mapping[] => {
  const mapping = parseRoleMapping(text);
  if (mapping === undefined) throw new Error("it is written as it should be");
  return mapping;
};

describe("a mapping of roles", () => {
  it("gives nothing to whoever it does not name", () => {
    expect(grantOf([], ["owner", "admins"])).toBeUndefined();
    expect(grantOf(mapped("crew=host"), [])).toBeUndefined();
    // To the letter: a group of nearly that name is another one.
    expect(grantOf(mapped("crew=host"), ["Crew", "crew ", "crew=host"])).toBeUndefined();
  });

  it("gives the highest role, only where that one is given", () => {
    const mapping = mapped(`guests=viewer, crew=host@${venue}, crew=host@${otherVenue}`);
    expect(grantOf(mapping, ["guests"])).toEqual({ role: "viewer", venues: "all" });
    expect(grantOf(mapping, ["guests", "crew"])).toEqual({
      role: "host",
      venues: [venue, otherVenue],
    });
  });

  it("is refused when a role or a venue is none", () => {
    for (const wrong of [
      "crew",
      "=host",
      "crew=admin",
      "crew=host@hall",
      "crew=host@",
      `a=host@${venue}@x`,
    ])
      expect(parseRoleMapping(wrong), wrong).toBeUndefined();
    expect(parseRoleMapping("")).toEqual([]);
    expect(parseRoleMapping("cn=it=owner")).toEqual([
      { value: "cn=it", role: "owner", venue: "all" },
    ]);
    expect(parseRoleMapping(Array.from({ length: 201 }, (_, at) => `g${at}=host`).join())).toBe(
      undefined,
    );
  });

  it("never gives a role that no entry of theirs has", () => {
    const role = fc.constantFrom<StaffRole>(...staffRoles);
    const word = fc.constantFrom("a", "b", "c");
    const at = fc.constantFrom<Mapping["venue"]>("all", venue, otherVenue);
    const mappings = fc.array(fc.record({ value: word, role, venue: at }));
    fc.assert(
      fc.property(mappings, fc.array(word), (all, values) => {
        const grant = grantOf(all, values);
        const own = all.filter(({ value }) => values.includes(value));
        const venues = grant?.venues === "all" ? ["all" as const] : (grant?.venues ?? []);
        expect(grant === undefined).toBe(own.length === 0);
        for (const each of venues)
          expect(
            own.some((mapping) => mapping.role === grant?.role && mapping.venue === each),
          ).toBe(true);
      }),
    );
  });
});
