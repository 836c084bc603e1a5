/**
 * Passwords: argon2id by the reference implementation's Rust port, off the main thread.
 *
 * Costs are those of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane. A hash tells
 * its own, so they may be raised later.
 */
import { hash, verify } from "@node-rs/argon2";
import type { Passwords } from "../../staff-ports.ts";

const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing has a core to itself for some 50 ms: two at once leave the rest to the venue. */
const AT_ONCE = 2;
/** Sign-ins that wait: two seconds' worth; a browser is told to come back after that. */
const MOST_WAITING = 40;

export function argon2Passwords(): Passwords {
  let [running, waiting] = [0, 0];
  const queue: (() => void)[] = [];
  const inTurn = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (running >= AT_ONCE) {
      if (waiting >= MOST_WAITING) return undefined;
      waiting++;
      await new Promise<void>((resolve) => queue.push(resolve));
      waiting--;
    } else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running--;
      else next();
    }
  };
  let made: Promise<string> | undefined;
  /** Of a password that nobody has: to be compared with where there is no account. */
  const nobodys = () => {
    made ??= hash(crypto.randomUUID(), COSTS);
    return made;
  };
  return {
    hash: (password) => inTurn(() => hash(password, COSTS)),
    verify: async (kept, password) => {
      const right = await inTurn(async () => {
        const other = await nobodys();
        return verify(kept ?? other, password);
      });
      return right === undefined ? "busy" : right && kept !== undefined;
    },
  };
}
