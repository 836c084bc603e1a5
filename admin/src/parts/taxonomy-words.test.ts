import { phraseKinds, refusedTopics } from "@sighej/protocol";
import { expect, it } from "vitest";
import { phraseText, refusedTopic, refusedTopicTexts } from "./taxonomy-words.ts";

it("has words of its own for every refused topic, and finds which one it was", () => {
  const refused = { why: refusedTopics().why, topics: [...refusedTopics().topics] };
  expect(refusedTopicTexts).toHaveLength(refused.topics.length);
  for (const [at, topic] of refused.topics.entries()) {
    const trouble = { kind: "refused-topic", detail: `${topic}. ${refused.why}` };
    expect(refusedTopic(trouble, { refused } as never)).toBe(refusedTopicTexts[at]?.());
  }
  expect(refusedTopic({ kind: "bad-field" }, { refused } as never)).toBeUndefined();
});

it("says every kind of phrase", () => {
  expect(new Set(phraseKinds.map(phraseText)).size).toBe(phraseKinds.length);
});
