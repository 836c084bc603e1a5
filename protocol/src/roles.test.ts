import { describe, expect, it } from "vitest";
import { parseRoleId, parseRolePairId, roles, rolesById } from "./roles.ts";

describe("roles", () => {
  it("are each other's opposites, within a pair", () => {
    for (const { id, pair, opposite } of roles) {
      const other = rolesById.get(opposite);
      expect(other?.opposite).toBe(id);
      expect(other?.pair).toBe(pair);
    }
    expect(new Set(roles.map(({ id }) => id)).size).toBe(roles.length);
  });

  it("leave jobs out unless they are asked for", () => {
    const off = roles.filter(({ onByDefault }) => !onByDefault).map(({ pair }) => pair);
    expect(new Set(off)).toEqual(new Set(["hiring"]));
  });

  it("are known by their ids alone", () => {
    expect(parseRoleId("can-advise").ok).toBe(true);
    expect(parseRolePairId("mentoring").ok).toBe(true);
    for (const wrong of ["mentoring", "", null, 3]) expect(parseRoleId(wrong).ok).toBe(false);
    for (const wrong of ["can-advise", undefined]) expect(parseRolePairId(wrong).ok).toBe(false);
  });
});
