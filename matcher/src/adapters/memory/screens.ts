/**
 * Memory screens: the reference implementation of `ScreenStore`; forgotten with the process.
 */
import type { UnixMs } from "@sighej/protocol";
import type { ClaimDigest } from "../../gateway-ports.ts";
import { type KeptScreen, MAX_SCREENS, SCREEN_LIFE, type ScreenStore } from "../../screen-ports.ts";
import type { SecretDigest } from "../../staff-ports.ts";

interface Entry {
  screen: KeptScreen;
  code: ClaimDigest | undefined;
  secret: SecretDigest | undefined;
}

export function memoryScreens(): ScreenStore {
  const entries = new Map<string, Entry>();
  const isOver = ({ screen: { codeUntil } }: Entry, now: UnixMs) =>
    codeUntil !== undefined && codeUntil <= now;
  const live = (now: UnixMs) => [...entries.values()].filter((each) => !isOver(each, now));
  return {
    add: async ({ code, ...screen }, now) => {
      for (const [id, entry] of entries) if (isOver(entry, now)) entries.delete(id);
      const there = [...entries.values()].filter((each) => each.screen.venue === screen.venue);
      if (there.length >= MAX_SCREENS) return "full";
      entries.set(screen.id, {
        screen: { ...screen, enrolledAt: undefined },
        ...{ code, secret: undefined },
      });
      return "added";
    },
    list: async (venue, now) =>
      live(now)
        .map(({ screen }) => screen)
        .filter((each) => each.venue === venue)
        .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    enrol: async (code, secret, now) => {
      const entry = live(now).find((each) => each.code === code);
      if (entry === undefined) return undefined;
      entry.screen = { ...entry.screen, enrolledAt: now, codeUntil: undefined };
      Object.assign(entry, { code: undefined, secret });
      return entry.screen;
    },
    find: async (secret, now) => {
      const found = live(now).find((each) => each.secret === secret)?.screen;
      return found?.enrolledAt !== undefined && now < found.enrolledAt + SCREEN_LIFE
        ? found
        : undefined;
    },
    remove: async (venue, id) =>
      entries.get(id)?.screen.venue === venue ? entries.delete(id) : false,
  };
}

const sortKey = ({ zone, name, id }: KeptScreen): string => `${zone}\0${name}\0${id}`;
