import { INTERESTS_MAX, interestsById, parseInterestId, STARS_MAX } from "@sighej/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { interestIds } from "../test/made-up.ts";
import {
  type Choice,
  groupsOf,
  labelOf,
  listOf,
  noChoice,
  previewOf,
  sameChoice,
  starred,
  toggled,
} from "./choice.ts";

const labels = (search: string): readonly string[] =>
  groupsOf({ interests: interestIds }, search, "en").flatMap(({ interests }) =>
    interests.map((i) => i.label),
  );
const id = (text: string) => {
  const found = interestIds.find((each) => each === text);
  if (found === undefined) throw new Error(`${text} is not on the list`);
  return found;
};

const sure = (text: string) => {
  const parsed = parseInterestId(text);
  if (!parsed.ok) throw new Error("a fixture is wrong");
  return parsed.value;
};

const chosen = (...texts: readonly string[]): Choice => ({ interests: texts.map(id), stars: [] });

test("however often anything is pressed, a choice has eight different interests at most", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...interestIds), { maxLength: 60 }), (presses) => {
      const { interests } = presses.reduce(toggled, noChoice);
      expect(interests.length).toBeLessThanOrEqual(INTERESTS_MAX);
      expect(new Set(interests).size).toBe(interests.length);
    }),
  );
});

test("however often stars are pressed, two at most are on, and only on what is chosen", () => {
  const few = interestIds.slice(0, 4);
  const press = fc.tuple(fc.constantFrom(...few), fc.boolean());
  fc.assert(
    fc.property(fc.array(press, { maxLength: 60 }), (presses) => {
      let choice = noChoice;
      for (const [interest, onStar] of presses) {
        choice = (onStar ? starred : toggled)(choice, interest);
        expect(choice.stars.length).toBeLessThanOrEqual(STARS_MAX);
        expect(choice.stars.every((each) => choice.interests.includes(each))).toBe(true);
      }
    }),
  );
});

test("pressing twice changes nothing, unless the choice was full", () => {
  const jazz = chosen("jazz");
  expect(toggled(toggled(jazz, id("chess")), id("chess"))).toEqual(jazz);
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

test("a search finds an interest by other words for it, in both languages", () => {
  expect(labels("kubernetes")).toEqual(["DevOps"]);
  expect(labels("Sourdough")).toEqual(["Baking"]);
  expect(labels("surdej")).toEqual(["Baking"]);
  expect(labels("bouldering")).toEqual(["Climbing"]);
});

test("every interest has other words, none of which says its label again", () => {
  for (const { label, aliases = { en: [], da: [] } } of interestsById.values()) {
    const words = [...aliases.en, ...aliases.da];
    expect([label.en, words.length > 0]).toEqual([label.en, true]);
    for (const word of words) {
      expect(word).toBe(word.trim());
      expect(word).not.toBe("");
      expect([label.en, label.da]).not.toContain(word);
    }
    expect(new Set(words).size).toBe(words.length);
  }
});

test("only what the venue offers can be found", () => {
  expect(groupsOf({ interests: [id("jazz")] }, "", "en").map(({ id }) => id)).toEqual(["music"]);
});

test("the preview names stars first, and a list has the form of a sentence", () => {
  expect(previewOf(noChoice, "en", {})).toBeUndefined();
  expect(previewOf(chosen("devops", "hardstyle"), "en", {})).toBe(
    "Someone nearby also works with DevOps and enjoys hardstyle.",
  );
  const withStar = starred(chosen("devops", "jazz", "hardstyle"), id("hardstyle"));
  expect(previewOf(withStar, "en", {})).toBe(
    "Someone nearby also enjoys hardstyle and works with DevOps.",
  );
  expect(listOf(withStar, "en", {})).toBe("DevOps, jazz, hardstyle ★");
});

test("the same interests in another order are the same choice", () => {
  expect(sameChoice(chosen("jazz", "chess"), chosen("chess", "jazz"))).toBe(true);
  expect(sameChoice(chosen("jazz"), chosen("chess"))).toBe(false);
});

test("a venue's own interests come first, are found by a search, and stand in sentences", () => {
  const own = {
    id: sure("v:1a2b3c4d:robot-garden"),
    label: { en: "Robot garden", da: "Robothave" },
    x: { en: "the robot garden", da: "robothaven" },
    phrase: "is_into",
    aliases: { en: ["droids", "lawn mower"], da: ["plæneklipper"] },
  } as const;
  const venue = { interests: [id("jazz"), own.id], ownInterests: [own] };
  expect(groupsOf(venue, "", "da").map(({ label }) => label)).toEqual(["Her på stedet", "Musik"]);
  expect(groupsOf(venue, "robot", "en")).toEqual([
    { id: "own", label: "At this venue", interests: [{ id: own.id, label: "Robot garden" }] },
  ]);
  for (const search of ["Droid", "lawnm", "plaeneklip"])
    expect(groupsOf(venue, search, "da").map(({ interests }) => interests)).toEqual([
      [{ id: own.id, label: "Robothave" }],
    ]);
  expect(groupsOf(venue, "zzz", "en")).toEqual([]);
  const choice = { interests: [own.id], stars: [] };
  expect(previewOf(choice, "en", venue)).toBe("Someone nearby is also into the robot garden.");
  expect(listOf(choice, "da", venue)).toBe("robothaven");
  expect(labelOf(own.id, "da", venue)).toBe("Robothave");
  expect(labelOf(own.id, "da", {})).toBe(own.id);
});
