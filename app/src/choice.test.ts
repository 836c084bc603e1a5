import { INTERESTS_MAX, interestsById } from "@sighej/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { interestIds } from "../test/made-up.ts";
import { groupsOf, listOf, previewOf, sameChoice, toggled } from "./choice.ts";

const labels = (search: string): readonly string[] =>
  groupsOf(interestIds, search, "en").flatMap(({ interests }) => interests.map((i) => i.label));
const id = (text: string) => {
  const found = interestIds.find((each) => each === text);
  if (found === undefined) throw new Error(`${text} is not on the list`);
  return found;
};

test("however often anything is pressed, a choice has eight different interests at most", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...interestIds), { maxLength: 60 }), (presses) => {
      const chosen = presses.reduce(toggled, []);
      expect(chosen.length).toBeLessThanOrEqual(INTERESTS_MAX);
      expect(new Set(chosen).size).toBe(chosen.length);
    }),
  );
});

test("pressing twice changes nothing, unless the choice was full", () => {
  expect(toggled(toggled([id("jazz")], id("chess")), id("chess"))).toEqual([id("jazz")]);
});

test("an empty search offers everything, in its categories", () => {
  expect(labels("")).toHaveLength(interestsById.size);
});

test("a search fits labels of both languages and whole categories, whatever the case", () => {
  expect(labels("hardst")).toEqual(["Hardstyle"]);
  expect(labels("VINTERBAD")).toEqual(["Winter bathing"]);
  expect(labels("håndbold")).toEqual(["Handball"]);
  expect(labels("handbold")).toEqual(["Handball"]);
  expect(labels("musik")).toContain("Jazz");
  expect(labels("zzz")).toEqual([]);
});

test("only what the venue offers can be found", () => {
  expect(groupsOf([id("jazz")], "", "en").map(({ id }) => id)).toEqual(["music"]);
});

test("the preview names the first two interests, and a list has the form of a sentence", () => {
  expect(previewOf([], "en")).toBeUndefined();
  expect(previewOf([id("devops"), id("hardstyle")], "en")).toBe(
    "Someone nearby also works with DevOps and enjoys hardstyle.",
  );
  expect(listOf([id("devops"), id("hardstyle")], "en")).toBe("DevOps, hardstyle");
});

test("the same interests in another order are the same choice", () => {
  expect(sameChoice([id("jazz"), id("chess")], [id("chess"), id("jazz")])).toBe(true);
  expect(sameChoice([id("jazz")], [id("chess")])).toBe(false);
});
