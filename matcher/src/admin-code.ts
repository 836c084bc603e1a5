/**
 * Admin code: what lets staff in until they have accounts.
 */
import { randomBytes } from "node:crypto";

/** 128 bits, which nobody guesses; short enough to be typed once. */
const BYTES = 16;

export const newAdminCode = (): string => randomBytes(BYTES).toString("base64url");
