/** Services: push and mail, each of them whole or not at all. Pure. */
import type { PushConfig } from "../adapters/push/web-push.ts";
import type { OutsideSettings } from "../config.ts";
import { hasScheme, type Read } from "./read.ts";

/** What each is when it is not given. */
export const serviceDefaults = {
  SIGHEJ_PUSH_SUBJECT: "",
  SIGHEJ_PUSH_PUBLIC_KEY: "",
  SIGHEJ_PUSH_PRIVATE_KEY: "",
  SIGHEJ_SMTP_URL: "",
  SIGHEJ_SMTP_FROM: "",
  SIGHEJ_LOCAL_TARGETS: "refused",
} as const;
type ReadService = Read<keyof typeof serviceDefaults>;

/** All three of a push configuration, or none. */
export function pushIn(read: ReadService, faults: string[]): PushConfig | undefined {
  const isEmptyOr = (pattern: RegExp) => (value: string) => value === "" || pattern.test(value);
  const subject = read(
    "SIGHEJ_PUSH_SUBJECT",
    isEmptyOr(/^(mailto:|https:\/\/)./),
    "mailto: or https:",
  );
  const publicKey = read(
    "SIGHEJ_PUSH_PUBLIC_KEY",
    isEmptyOr(/^[\w-]{87}$/),
    "65 bytes as base64url",
  );
  const privateKey = read(
    "SIGHEJ_PUSH_PRIVATE_KEY",
    isEmptyOr(/^[\w-]{43}$/),
    "32 bytes as base64url",
  );
  const given = [subject, publicKey, privateKey].filter((each) => each !== "").length;
  if (given === 3) return { keys: { subject, publicKey, privateKey } };
  if (given > 0) faults.push("SIGHEJ_PUSH_*: expected a subject and both keys, or none of them");
  return undefined;
}

/** A mail server and a sender, or neither; and whether what is nearby may be told. */
export function outsideIn(read: ReadService, faults: string[]): OutsideSettings | undefined {
  const isUrl = (value: string) => value === "" || hasScheme("smtp", "smtps")(value);
  const isSender = (value: string) => value === "" || /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(value);
  const url = read("SIGHEJ_SMTP_URL", isUrl, "smtp://name:password@host:587 or smtps://");
  const from = read("SIGHEJ_SMTP_FROM", isSender, "an address, as SigHej <hej@example.org>");
  const local = read(
    "SIGHEJ_LOCAL_TARGETS",
    (value) => ["refused", "allowed"].includes(value),
    "refused or allowed",
  );
  if ((url === "") !== (from === ""))
    faults.push("SIGHEJ_SMTP_URL, SIGHEJ_SMTP_FROM: expected both, or neither");
  if (url === "" && local !== "allowed") return undefined;
  return {
    ...(local === "allowed" ? { local: true } : {}),
    ...(url === "" ? {} : { smtp: { url, from } }),
  };
}
