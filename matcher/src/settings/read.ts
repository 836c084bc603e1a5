/** Read: how settings ask the environment for one value each, and what they hold in common. Pure. */

/** Gives what stands there or else its default; notes a fault where it does not hold what is expected. */
export type Read<Key extends string = string> = (
  key: Key,
  holds: (value: string) => boolean,
  expected: string,
) => string;

export type Env = Readonly<Record<string, string | undefined>>;

/** `defaults`: every key, with what it is when it is not given; undefined for one that must be. */
export const readerOf =
  <Key extends string>(
    env: Env,
    defaults: Readonly<Record<Key, string | undefined>>,
    faults: string[],
  ): Read<Key> =>
  (key, holds, expected) => {
    const value = env[key] ?? defaults[key];
    if (value === undefined) faults.push(`${key}: missing, expected ${expected}`);
    else if (!holds(value)) faults.push(`${key}: expected ${expected}`);
    return value ?? "";
  };

export const any = (value: string): boolean => value !== "";
export const hasScheme =
  (...schemes: readonly string[]) =>
  (value: string): boolean =>
    URL.canParse(value) && schemes.some((each) => new URL(value).protocol === `${each}:`);
