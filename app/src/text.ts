/**
 * Text: every word that the page says itself, in one place, in one language. Pure.
 *
 * Labels and sentences about interests come from `protocol` in the same language, so that no screen
 * mixes two. Errors say what happened, what still works, and one thing to do.
 */
import {
  type DurationMs,
  INTERESTS_MAX,
  type Language,
  minutes,
  SESSION_LIFE,
} from "@sighej/protocol";
import type { Fault } from "./api.ts";
import type { Carrying, Nowhere, Screen } from "./session.ts";

/** Of the words below, of labels, and of the sentences that a session asks for. */
export const language: Language = "en";

const HOURS = SESSION_LIFE / minutes(60);

export interface Words {
  readonly title: string;
  readonly body: string;
  readonly action?: string;
}

export const text = {
  name: "SigHej",
  back: "Back",
  loading: "One moment",

  nowhere: {
    "wrong-code": {
      title: "This link leads nowhere",
      body: "A part of it is missing. Scan the poster again, or ask at the door.",
    },
    "unknown-venue": {
      title: "Nothing is on here",
      body: "This event is over, or the code is an old one. Nothing was kept. If you are standing at the venue, scan its poster.",
      action: "Try again",
    },
    unreachable: {
      title: "No connection",
      body: "We cannot reach the venue just now. We keep trying, and nothing is lost.",
      action: "Try now",
    },
  } satisfies Record<Nowhere, Words>,

  welcome: {
    title: "Say hi to someone who likes what you like",
    lead: "Choose a few interests and be",
    state: "open to talk",
    rest: "When someone nearby shares one, you both hear about it. Then it is up to you.",
    points: [
      { icon: "nobody", strong: "No name, no account.", rest: "There is nowhere to type one." },
      { icon: "clock", strong: `Gone in ${HOURS} hours.`, rest: "All about you, by itself." },
      { icon: "stop", strong: "Stop whenever you like.", rest: "One press deletes it at once." },
    ],
    action: "Start",
  },

  promise: {
    title: "What you agree to",
    keepTitle: "We keep",
    keep: "Your interests, whether you are open to talk, and which part of the venue you are in. Until you stop, and never longer than two hours.",
    showTitle: "Others can read",
    show: "One sentence about interests that you share, on the phone of someone near you. No name, no picture, no place.",
    neverTitle: "We never keep",
    never:
      "Who you are, where you have been, or anything that tells your phone from another. What stays are counts, with nobody in them to find.",
    age: "You are at least 15 years old. You can take this back at any time, by Stop and delete.",
    agree: "I agree",
    decline: "Not now",
  },

  declined: {
    title: "That is fine",
    body: "Nothing was written, here or with us. You can close this page.",
    action: "Back to the start",
  },

  interests: {
    title: "What could you talk about for ten minutes?",
    lead: `Choose up to ${INTERESTS_MAX}.`,
    search: "Search interests",
    none: "Not on the list. Try a wider word.",
    clear: "Clear the search",
    preview: "Someone could read this about you:",
    empty: "Choose at least one",
    full: `That is ${INTERESTS_MAX}, the most there can be. Take one out to put another in.`,
    chosen: (count: number) => `${count} of ${INTERESTS_MAX} chosen`,
    open: (count: number) => `Open to talk with ${interests(count)}`,
    starting: "One moment",
    save: (count: number) => `Keep ${interests(count)}`,
  },

  notStarted: {
    away: "No connection to the venue. Your choice is still here: try again.",
    busy: "The venue is full or busy just now. Your choice is still here: try again in a minute.",
    gone: "The venue is closed now. Nothing was kept.",
    refused: "The venue did not take this. Load the page again: it may be an old one.",
  } satisfies Record<Fault, string>,

  open: {
    tab: "Open to talk",
    title: "You are open to talk",
    body: "Nothing to do now. Leave this page open, and it tells you when someone nearby shares an interest.",
    alone: "No nudge can come yet: nothing here knows where you are.",
    pausedTitle: "Paused",
    paused:
      "Nobody is nudged about you, and you are not nudged. Your interests wait here until the time runs out.",
    timeLeft: "Time left",
    thenDeleted: ", then deleted",
    candle: (share: number) => `${Math.round(share * 100)} percent of the time is left`,
    interests: "Interests",
    change: "Change",
    changeLabel: "Change interests",
    where: "Where",
    pause: "Pause",
    resume: "Open again",
    stop: "Stop and delete",
    away: "No connection to the venue. We keep trying, and nothing is lost.",
    retry: "Try now",
    unsent: "The venue has not heard of your change yet. We tell it as soon as we can.",
    refused: "The venue did not take that change. All is as it was before.",
    slipped: "That one slipped by. No harm done.",
    slippedClear: "Fine",
  },

  carrying: {
    none: "with nothing yet that can find this phone",
    binding: "looking for your badge",
    carried: "found by a badge, made up for this demo",
    failed: "without a badge",
  } satisfies Record<Carrying, string>,

  notCarried: {
    body: "Your badge did not answer. All else is ready.",
    action: "Try again",
  },

  nudge: {
    tab: "Someone nearby",
    body: "You both got this. Put the phone away, look up and say hi. Or don't: passing looks the same as not noticing.",
    dismiss: "Close",
    when: (age: number) => (age < 1 ? "Just now" : age < 2 ? "A minute ago" : "Two minutes ago"),
  },

  ended: {
    asking: { title: "Deleting", body: "From this phone it is gone already." },
    unreached: {
      title: "Deleted from this phone",
      body: "We cannot reach the venue to tell it. We keep trying while this page is open; without that, it forgets by itself within two hours.",
    },
    told: {
      stopped: { title: "Deleted", body: "Thanks for being open." },
      expired: { title: "Deleted", body: "Your two hours are over. Thanks for being open." },
      forgotten: { title: "Deleted", body: "Your session is over. Thanks for being open." },
    },
    points: [
      "Your interests and your session are gone, from our side and from this phone.",
      "Your badge is nobody's now.",
      "What stays are counts for the whole event, with nobody in them to find.",
    ],
    again: "Start again",
  },
} as const;

/** What the tab says; never the sentence of a nudge, which is for one pair of eyes. */
export const titleOf = (screen: Screen): string =>
  screen === "nudge"
    ? `${text.nudge.tab} · ${text.name}`
    : screen === "open"
      ? `${text.open.tab} · ${text.name}`
      : text.name;

function interests(count: number): string {
  return count === 1 ? "1 interest" : `${count} interests`;
}

/** "1 h 24 min", "24 min", "less than a minute". */
export function timeText(left: DurationMs): string {
  const whole = Math.floor(left / minutes(1));
  if (whole < 1) return "less than a minute";
  const [hour, minute] = [Math.floor(whole / 60), whole % 60];
  if (hour === 0) return `${minute} min`;
  return minute === 0 ? `${hour} h` : `${hour} h ${minute} min`;
}
