/**
 * ACL: turns the rules of a role (`protocol/src/access.ts`) into answers to aedes' questions. Pure.
 */
import { type AccessRole, parseTopic, rulesOf } from "@sighej/protocol";

/**
 * Why a publish or a subscription is refused; counted by this word. `shared-subscription`: aedes
 * grants `$share/…` and then never delivers. `system-topic`: `$SYS/…`, the broker's own affairs.
 * `wildcard`: a filter wider than the table. `retained`: what may be published but not kept.
 * `foreign-topic`: the rest.
 */
type Refusal = "foreign-topic" | "retained" | "shared-subscription" | "system-topic" | "wildcard";

export interface Grants {
  /** Why `topic` may not be published to; undefined when it may. Asked for every message. */
  readonly publishRefusal: (topic: string, retain: boolean) => Refusal | undefined;
  /** Why `filter` may not be subscribed to; undefined when it may. */
  readonly subscribeRefusal: (filter: string) => Refusal | undefined;
}

/**
 * To be asked once per connection: a gateway's topics are its own, so each of its messages takes a
 * look into a map and no parsing.
 */
export function grantsOf(role: AccessRole): Grants {
  const { publishes, reads } = rulesOf(role);
  const exact = new Map(publishes.map((rule) => [rule.filter, rule]));
  const wide = publishes.filter(({ filter }) => filter.includes("+"));
  const ruleFor = (topic: string) => {
    const rule = exact.get(topic);
    if (rule !== undefined || wide.length === 0 || !parseTopic(topic).ok) return rule;
    return wide.find(({ filter }) => covers(filter, topic));
  };
  return {
    publishRefusal: (topic, retain) => {
      // A name with a wildcard is none (MQTT 3.1.1 §4.7.1), even where it spells one of our filters.
      const rule = /[+#]/.test(topic) ? undefined : ruleFor(topic);
      if (rule === undefined) return topicRefusal(topic);
      return retain && !rule.retain ? "retained" : undefined;
    },
    subscribeRefusal: (filter) =>
      reads.some((each) => covers(each, filter)) ? undefined : topicRefusal(filter),
  };
}

/** Whether all that `filter` matches is matched by `widest`, in which only `+` is a wildcard. */
function covers(widest: string, filter: string): boolean {
  const allowed = widest.split("/");
  const levels = filter.split("/");
  return (
    levels.length === allowed.length &&
    levels.every((level, at) => level !== "#" && (allowed[at] === "+" || allowed[at] === level))
  );
}

function topicRefusal(topic: string): Refusal {
  if (topic.startsWith("$share/")) return "shared-subscription";
  if (topic.startsWith("$")) return "system-topic";
  return /[+#]/.test(topic) ? "wildcard" : "foreign-topic";
}
