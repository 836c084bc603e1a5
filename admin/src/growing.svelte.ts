/**
 * Growing: a long list as a short one that becomes whole, part by part, while the page has nothing
 * better to do: the first rows are there at once, and a press in between is answered. A rune.
 */
import { whenIdle } from "./idle.ts";

/** More than the tallest screen shows of a table. */
const AT_FIRST = 30;
/** Takes a slow computer some 20 ms, so that nobody notices a part that comes while they press. */
const AT_ONCE = 20;

export interface Growing<Row> {
  readonly shown: readonly Row[];
  readonly whole: boolean;
}

/** Of `rows`, those that are shown so far. Call it while a component is made. */
export function growing<Row>(rows: () => readonly Row[]): Growing<Row> {
  let most = $state(AT_FIRST);
  const shown = $derived(rows().slice(0, most));
  const whole = $derived(shown.length === rows().length);
  $effect(() => {
    // Again after each part.
    void most;
    if (whole) return;
    return whenIdle(() => {
      most += AT_ONCE;
    });
  });
  return {
    get shown() {
      return shown;
    },
    get whole() {
      return whole;
    },
  };
}
