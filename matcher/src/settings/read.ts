/** Read: how settings ask the environment for one value each, and what they hold in common. Pure. */

/** Gives what stands there or else its default; notes a fault where it does not hold what is expected. */
export type Read<Key extends string = string> = (
  key: Key,
  holds: (value: string) => boolean,
  expected: string,
) => string;

export const any = (value: string): boolean => value !== "";
export const hasScheme =
  (...schemes: readonly string[]) =>
  (value: string): boolean =>
    URL.canParse(value) && schemes.some((each) => new URL(value).protocol === `${each}:`);
