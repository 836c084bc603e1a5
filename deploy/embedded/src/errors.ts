/** Errors: what keeps a venue from starting, with a code for programs and a sentence for people. */

export type EmbeddedErrorCode =
  | "folder-unwritable"
  | "settings-unreadable"
  | "gateway-failed"
  | "gateways-silent";

export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "EmbeddedError";
    this.code = code;
  }
}
