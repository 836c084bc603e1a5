/**
 * SimError: what the simulator throws when its own infrastructure fails. Bad packets never throw;
 * a wrong call by a programmer throws a RangeError.
 */

/**
 * `no-air`: the settings that name the air process are absent or malformed; `air-unreachable`: it
 * cannot be connected to or does not answer; `air-refused`: it does not know the secret, or the
 * antenna name is not one; `antenna-taken`: another process holds that antenna; `listen-failed`:
 * the air process cannot open its port; `bad-setting`: a beacon's setting cannot be used;
 * `beacon-silent`: a beacon's adapter is absent or refuses to advertise;
 * `bad-recording`: a file of a recording is missing or damaged; `matcher-failed`: the matcher cannot
 * be reached or refuses a session of a made-up person.
 */
export type SimErrorCode =
  | "no-air"
  | "air-unreachable"
  | "air-refused"
  | "antenna-taken"
  | "listen-failed"
  | "bad-setting"
  | "beacon-silent"
  | "bad-recording"
  | "matcher-failed";

export class SimError extends Error {
  override readonly name = "SimError";
  readonly code: SimErrorCode;

  constructor(code: SimErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
