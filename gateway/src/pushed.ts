/**
 * Pushed: takes what comes on the `config` topic, or leaves it, and says which. Pure but for what is in
 * force.
 *
 * The topic is retained: after each new connection the same configuration comes again, and is no
 * change. What is wrong or older leaves what is in force as it was.
 */
import { decodeGatewayConfig, type PushedConfig, type PushedState } from "@sighej/protocol";

export interface Pushed {
  /** Returns the configuration to be applied; undefined when nothing changes. */
  readonly take: (bytes: Uint8Array) => PushedConfig | undefined;
  /** For the status; undefined until something has come. */
  readonly state: () => PushedState | undefined;
}

/** As long as a word of the status may be. */
const LONGEST_REASON = 64;

export function startPushed(): Pushed {
  let version = 0;
  let rejected: string | undefined;
  let came = false;
  return {
    take: (bytes) => {
      // What a broker sends for a retained message that was cleared.
      if (bytes.length === 0) return undefined;
      came = true;
      const read = decodeGatewayConfig(bytes);
      if (!read.ok) {
        rejected = read.problem.detail.replace(/[^\x20-\x7e]/g, "?").slice(0, LONGEST_REASON);
        return undefined;
      }
      if (read.value.version < version) {
        rejected = `version ${read.value.version} is older than ${version}`;
        return undefined;
      }
      rejected = undefined;
      if (read.value.version === version) return undefined;
      version = read.value.version;
      return read.value;
    },
    state: () => (came ? { version, ...(rejected === undefined ? {} : { rejected }) } : undefined),
  };
}
