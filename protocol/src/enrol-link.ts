/**
 * Enrol link: where a gateway trades which claim code, as one line of text, both ways. Pure.
 *
 *     https://venue.example/enrol#7K2M-Q9TD-04HX
 *
 * What is after the # is never sent when a browser opens it (RFC 9110 §7.1), so no log of a server or
 * a proxy holds a code. The same line is the argument of `enrol`, the content of the QR, and the
 * first line of the first-boot file that is not empty and does not begin with #.
 */
import { type ClaimCode, parseClaimCode } from "./claim-code.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";

export interface EnrolLink {
  /** Scheme, host and port, `https://venue.example`: `/api/v1/enrol` is there. */
  readonly origin: string;
  readonly code: ClaimCode;
}

/** Where a Raspberry Pi finds it: on the boot partition, which every computer can write to. */
export const FIRST_BOOT_FILE = "sighej-enrol.txt";
/** A name of the longest kind, with scheme and port (RFC 1035 §2.3.4: 255 octets). */
const ORIGIN_MAX_LENGTH = 280;
const FILE_MAX_LENGTH = 4_096;

export const encodeEnrolLink = ({ origin, code }: EnrolLink): string => `${origin}/enrol#${code}`;

/** Blanks around it are passed over: it may have been pasted. */
export function decodeEnrolLink(text: string): Decoded<EnrolLink> {
  const wrong = refused("bad-field", "expected https://<host>/enrol#<claim code>");
  const parts = /^(https?:\/\/[^/?#\s@]+)\/enrol#(\S.*)$/.exec(text.trim());
  const origin = parts?.[1];
  if (origin === undefined || origin.length > ORIGIN_MAX_LENGTH) return wrong;
  const code = parseClaimCode(parts?.[2]);
  return code.ok ? decoded({ origin, code: code.value }) : code;
}

export const encodeFirstBoot = (link: EnrolLink): string =>
  [
    "# SigHej: copy this file to the boot partition of the gateway's SD card, under its own name,",
    `# ${FIRST_BOOT_FILE}. The gateway enrols when it starts, once, and then deletes the file.`,
    encodeEnrolLink(link),
    "",
  ].join("\n");

export function decodeFirstBoot(text: string): Decoded<EnrolLink> {
  if (text.length > FILE_MAX_LENGTH) return refused("overlong", "expected a first-boot file");
  // Windows' editors end lines with CR LF, and may put a byte order mark before the first.
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const line = lines.find((each) => each.trim() !== "" && !each.trimStart().startsWith("#"));
  return line === undefined
    ? refused("bad-field", "expected a line with https://<host>/enrol#<claim code>")
    : decodeEnrolLink(line);
}
