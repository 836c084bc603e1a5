/** Errors of the gateway's infrastructure, each with its fix in words; bad adverts are counted. */

/**
 * `bluetooth-unsupported`: the kernel has no Bluetooth sockets. `radio-addon-missing`: noble's
 * native part is not built. `no-adapter`: no Bluetooth adapter, or it is gone.
 * `radio-not-permitted`: this account may not open it. `radio-unsupported`: an adapter without
 * Bluetooth Low Energy.
 * `management-failed`: an adapter cannot be told apart, switched or reset.
 * `noble-changed`: noble is not the version whose inside this gateway knows. `radio-failed`:
 * anything else, told by the cause. `config-unreadable`, `config-unwritable`: the configuration file.
 * `not-enrolled`: the server took no claim code; the message says why. `broker-unreachable`: the
 * broker was not reached, or takes no credential of this gateway's. `boards-unheard`: the listener for
 * boards cannot listen. `live-unserved`: the socket of the live view cannot. `loopback-taken`: the port
 * for this machine's own questions is in use. `not-running`: no gateway runs on this machine, or this account may not ask it.
 */
export type GatewayErrorCode =
  | "bluetooth-unsupported"
  | "radio-addon-missing"
  | "no-adapter"
  | "radio-not-permitted"
  | "radio-unsupported"
  | "management-failed"
  | "noble-changed"
  | "radio-failed"
  | "config-unreadable"
  | "config-unwritable"
  | "not-enrolled"
  | "broker-unreachable"
  | "boards-unheard"
  | "live-unserved"
  | "loopback-taken"
  | "not-running";

export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly code: GatewayErrorCode;

  constructor(code: GatewayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
