import { describe, expect, it } from "vitest";
import type { InterestId } from "./ids.ts";
import { type Interest, interestsById, languages } from "./interests.ts";
import { PHRASE_MAX_LENGTH, phraseOf, type Reason, sentenceOf } from "./phrase.ts";
import { roles } from "./roles.ts";

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

  function isWhole(reason: Reason): void {
    for (const language of languages) {
      const sentence = sentenceOf(reason, language);
      if (sentence.length > PHRASE_MAX_LENGTH) expect.fail(`too long: ${sentence}`);
      if (!/^\p{Lu}.*\.$/u.test(sentence)) expect.fail(`not a sentence: ${sentence}`);
      if (/[{}]|undefined| {2}| \./.test(sentence)) expect.fail(`not filled in: ${sentence}`);
    }
  }
  const all = [...interestsById.values()];

  it("is whole and short for every two related interests, both ways", () => {
    const pairs = all.flatMap((own) =>
      own.related.map((each) => ({ kind: "related" as const, own, theirs: named(each) })),
    );
    expect(pairs.length).toBeGreaterThan(100);
    for (const reason of pairs) {
      isWhole(reason);
      isWhole({ ...reason, own: reason.theirs, theirs: reason.own });
    }
    expect(
      sentenceOf({ kind: "related", own: named("devops"), theirs: named("cloud") }, "en"),
    ).toBe("Someone nearby works with cloud platforms, close to your interest in DevOps.");
  });

  it("is whole and short for a group, whatever its interest", () => {
    for (const interest of all) isWhole({ kind: "group", interest });
    expect(sentenceOf({ kind: "group", interest: named("devops") }, "en")).toBe(
      "A few people nearby also work with DevOps.",
    );
  });

  it("is whole and short for every role with any interest, and names only the role", () => {
    for (const { id, needsInterest } of roles) {
      for (const interest of all) isWhole({ kind: "role", role: id, interest });
      if (!needsInterest) isWhole({ kind: "role", role: id, interest: undefined });
    }
    const adviser = roles.find(({ id }) => id === "can-advise");
    if (adviser === undefined) throw new Error("no such role");
    const reason = { kind: "role", role: adviser.id, interest: named("devops") } as const;
    expect(sentenceOf(reason, "da")).toBe("En i nærheden giver gerne råd om DevOps.");
  });

  it("says the same as ever of what two share, and something of nothing in common", () => {
    const [first, second] = [named("devops"), named("hardstyle")];
    expect(sentenceOf({ kind: "exact", first, second }, "en")).toBe(phraseOf(first, second, "en"));
    isWhole({ kind: "open" });
  });
});
