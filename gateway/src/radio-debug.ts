/**
 * Radio debug: whether a value of `DEBUG` would make noble or bleno write to the log, which under
 * most of their names they do with hardware addresses in it. Pure.
 */

/** Names under which they speak through the `debug` package. */
const names = [
  "noble",
  "bleno",
  "hci",
  "gap",
  "att",
  "gatt",
  "signaling",
  "bindings",
  "mgmt",
  "smp",
  "acl-att-stream",
];

/** Patterns as the `debug` package takes them: names with `*`, separated by commas or spaces. */
export const debugsRadio = (patterns: string): boolean =>
  patterns
    .split(/[\s,]+/)
    .filter((pattern) => pattern !== "" && !pattern.startsWith("-"))
    .map((pattern) => pattern.split("*").map(escapeRegExp).join(".*"))
    .some((pattern) => names.some((name) => new RegExp(`^${pattern}$`).test(name)));

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
