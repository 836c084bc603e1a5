import { type ChosenRole, roles } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { interests } from "../../test/fixtures.ts";
import { editedProfile, faultIn, type Offer, type Profile, sameProfile } from "./profile.ts";

const offer: Offer = {
  interests: new Set(interests("devops", "coffee", "running")),
  rolePairs: new Set(roles.filter((each) => each.onByDefault).map((each) => each.pair)),
};
const roleOf = (id: string, ...about: readonly string[]): ChosenRole => {
  const role = roles.find((each) => each.id === id);
  if (role === undefined) throw new Error("no such role");
  return { id: role.id, about: [...interests(...about)] };
};
const profile = (from: Partial<Profile> = {}): Profile => ({
  interests: interests("devops", "coffee"),
  stars: [],
  ...from,
});

describe("a profile", () => {
  it("is of the venue's list, its stars and role of its own interests", () => {
    expect(faultIn(profile({ stars: interests("coffee") }), offer)).toBeUndefined();
    expect(faultIn(profile({ role: roleOf("can-advise", "devops") }), offer)).toBeUndefined();
    expect(faultIn(profile({ role: roleOf("first-timer") }), offer)).toBeUndefined();
    expect(faultIn(profile({ interests: interests("chess") }), offer)).toContain("interests");
    expect(faultIn(profile({ stars: interests("running") }), offer)).toContain("stars");
    expect(faultIn(profile({ role: roleOf("can-advise", "running") }), offer)).toContain(
      "role.about",
    );
    expect(faultIn(profile({ role: roleOf("can-advise") }), offer)).toContain("role.about");
  });

  it("has no role of a pair that is off here", () => {
    expect(faultIn(profile({ role: roleOf("is-hiring", "devops") }), offer)).toContain("role.id");
  });

  it("loses stars and role that rest on an interest that was given up", () => {
    const before = profile({
      stars: interests("coffee"),
      role: roleOf("can-advise", "coffee"),
    });
    expect(editedProfile(before, { interests: [...interests("devops")] })).toEqual(
      profile({ interests: interests("devops") }),
    );
    expect(editedProfile(before, { role: null }).role).toBeUndefined();
    expect(editedProfile(before, { stars: [] }).role).toEqual(before.role);
  });

  it("is the same in any order, and another with another star", () => {
    const turned = profile({ interests: interests("coffee", "devops") });
    expect(sameProfile(profile(), turned)).toBe(true);
    expect(sameProfile(profile(), profile({ stars: interests("coffee") }))).toBe(false);
    expect(sameProfile(profile(), profile({ role: roleOf("lunch") }))).toBe(false);
  });
});
