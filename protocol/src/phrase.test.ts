import { describe, expect, it } from "vitest";
import type { InterestId } from "./ids.ts";
import { type Interest, interestsById, languages } from "./interests.ts";
import { PHRASE_MAX_LENGTH, phraseOf } from "./phrase.ts";

function named(id: string): Interest {
  const interest = interestsById.get(id as InterestId);
  if (interest === undefined) throw new Error(`no interest ${id}`);
  return interest;
}

describe("the sentence of a nudge", () => {
  it("names two interests with different verbs", () => {
    expect(phraseOf(named("devops"), named("hardstyle"), "en")).toBe(
      "Someone nearby also works with DevOps and enjoys hardstyle.",
    );
  });

  it("joins two interests of one verb", () => {
    expect(phraseOf(named("devops"), named("cloud"), "en")).toBe(
      "Someone nearby also works with DevOps and cloud platforms.",
    );
  });

  it("puts the Danish word for also behind the verb", () => {
    expect(phraseOf(named("devops"), undefined, "da")).toBe(
      "En i nærheden arbejder også med DevOps.",
    );
  });

  it("is whole and short for every pair of interests in both languages", () => {
    for (const language of languages)
      for (const first of interestsById.values())
        for (const second of interestsById.values()) {
          if (first === second) continue;
          const sentence = phraseOf(first, second, language);
          expect(sentence.length).toBeLessThanOrEqual(PHRASE_MAX_LENGTH);
          if (/[{}]|undefined| {2}/.test(sentence)) expect.fail(sentence);
        }
  });
});
