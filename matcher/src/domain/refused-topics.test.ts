import { interestsById, refusedTopics } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { refusedTopicIn } from "./refused-topics.ts";

const topicOf = (en: string, da = en) => refusedTopicIn([{ en, da }]);
const named = (text: string) => refusedTopics().topics.find((each) => each.includes(text));

describe("refused topics", () => {
  it.each([
    ["Living with diabetes", "health"],
    ["Sobriety", "health"],
    ["Bible study", "religion"],
    ["Party politics", "party politics"],
    ["Fagforeninger", "party politics"],
    ["Speed dating", "sexuality"],
    ["Refugees at work", "ethnic"],
    ["New parents", "parenthood"],
    ["Børn", "parenthood"],
    ["Løn og forhandling", "income"],
    ["Cannabis", "drugs"],
    ["KRÆFT", "health"],
  ])("are found in %s", (text, topic) => {
    expect(topicOf(text)).toBe(named(topic));
    expect(topicOf("Robots", text)).toBe(named(topic));
  });

  it("are all there, but for names of employers and people, which no list of words has", () => {
    expect(refusedTopics().topics).toHaveLength(9);
    expect(refusedTopics().why).toContain("GDPR");
  });

  it("are not found in anything of the shared list", () => {
    for (const { label, x, aliases = { en: [], da: [] } } of interestsById.values()) {
      const others = { en: aliases.en.join(", "), da: aliases.da.join(", ") };
      expect([label.en, refusedTopicIn([label, x, others])]).toEqual([label.en, undefined]);
    }
  });

  it.each(["Robot garden", "Mortar boards", "Farming"])("are not found in %s", (text) => {
    expect(topicOf(text)).toBeUndefined();
  });
});
