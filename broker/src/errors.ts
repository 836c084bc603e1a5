/** Errors of the broker's infrastructure; bad packets and refused topics are counted instead. */

/**
 * `port-in-use`: another process listens there. `address-unavailable`: the host is not one of this
 * machine's, or the port is reserved. `bad-certificate`: TLS cannot be spoken with it.
 * `file-unreadable`: a file that the configuration names. `listen-failed`: anything else, told by the
 * cause.
 */
export type BrokerErrorCode =
  | "port-in-use"
  | "address-unavailable"
  | "bad-certificate"
  | "file-unreadable"
  | "listen-failed";

export class BrokerError extends Error {
  override readonly name = "BrokerError";
  readonly code: BrokerErrorCode;

  constructor(code: BrokerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
