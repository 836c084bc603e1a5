/**
 * Errors: what the matcher throws when its surroundings fail. Bad input is never thrown.
 */
export type MatcherErrorCode =
  | "bad-config"
  | "port-in-use"
  | "listen-failed"
  | "broker-unreachable"
  | "store-unreachable"
  | "store-in-use"
  | "store-failed"
  | "wrong-key"
  | "map-failed";

export class MatcherError extends Error {
  override readonly name = "MatcherError";
  readonly code: MatcherErrorCode;

  /** `message` says what to do about it and holds no id, key or token. */
  constructor(code: MatcherErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The system's word for a failure (`EADDRINUSE`), if it has one. */
export function systemCodeOf(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined;
}

/** A failure for a log: our words and the system's, never a command or what was sent. */
export function whyOf(cause: unknown): string {
  const code = cause instanceof MatcherError ? cause.code : systemCodeOf(cause);
  const inner = cause instanceof Error ? systemCodeOf(cause.cause) : undefined;
  return [code ?? "unknown", inner].filter((each) => each !== undefined).join(": ");
}
