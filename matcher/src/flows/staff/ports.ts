/**
 * Staff's ports: what the flows of staff need, and who was let in by what.
 */
import type { UnixMs } from "@sighej/protocol";
import type { AlertStore } from "../../alert-ports.ts";
import type { Staff } from "../../domain/staff/access.ts";
import type { OidcProvider } from "../../oidc-ports.ts";
import type { HandshakeStore, PasskeyStore, WebAuthn } from "../../passkey-ports.ts";
import type { Clock, Count, Random } from "../../ports.ts";
import type { Account, Factors, Passwords, SecretDigest, StaffStore } from "../../staff-ports.ts";
import type { Gate } from "../gate.ts";

export interface StaffPorts {
  readonly staff: StaffStore;
  /** What a session has subscribed to ends with it. */
  readonly alerts: Pick<AlertStore, "drop" | "dropOf">;
  readonly passwords: Passwords;
  readonly factors: Factors;
  readonly passkeys: PasskeyStore;
  readonly handshakes: HandshakeStore;
  readonly webAuthn: WebAuthn;
  /** Undefined where none is set up. */
  readonly oidc: OidcProvider | undefined;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  /** SHA-256 as hexadecimal digits: all that is kept of a secret. */
  readonly fingerprint: (text: string) => SecretDigest;
  /** Wrong codes and passwords by address, and wrong passwords by account name. */
  readonly tryGate: Gate;
  readonly nameGate: Gate;
  /** Sign-ins begun by address, which cost a row each. */
  readonly beginGate: Gate;
  /** Where browsers find the dashboard, if it is not where a request says. */
  readonly adminOrigin: string | undefined;
  /** `once`: it lets in only until there is an account. */
  readonly adminCode: { readonly code: string; readonly once: boolean } | undefined;
}

/** A browser's session. */
export interface OwnSession {
  readonly digest: SecretDigest;
  readonly csrf: string;
  readonly expiresAt: UnixMs;
  readonly account: Account;
}

/** A session, and from where it asks now. */
export interface Own {
  readonly session: OwnSession;
  readonly address: string;
  /** Where the browser has found us. */
  readonly origin: string;
}

export interface LetIn {
  readonly staff: Staff;
  /** Of an account only. */
  readonly session?: OwnSession | undefined;
}
