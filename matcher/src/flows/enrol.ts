/**
 * Enrol: a gateway trades its claim code for what it speaks to the broker with.
 *
 * The code is taken first, in one step that nobody can come between, and the broker told after that:
 * of two who have the same code, one at most ever gets a credential. Where the broker does not answer,
 * the code may be traded again.
 */
import {
  base64urlOf,
  type ClaimCode,
  decodeCertificateRequest,
  decodeEnrolment,
  type Enrolled,
  type GatewayCertificate,
  gatewayUsername,
  parseGatewayUsername,
} from "@sighej/protocol";
import { MatcherError } from "../errors.ts";
import type { Certify, ClaimDigest, GatewayAccess, GatewayStore } from "../gateway-ports.ts";
import type { Clock, Count, Random, Report } from "../ports.ts";
import type { Gate } from "./gate.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";

/** 256 bits: nobody finds it by trying, so a fast hash keeps it. */
const PASSWORD_BYTES = 32;

/** What gateways are told of the broker. */
export interface BrokerForGateways {
  readonly url: string;
  /** PEM of who vouches for its certificate, where that is none of the public ones. */
  readonly ca?: string | undefined;
}

export interface EnrolPorts {
  readonly gateways: GatewayStore;
  readonly access: GatewayAccess;
  /** The slow hash of a claim code. */
  readonly stretch: (code: ClaimCode) => Promise<ClaimDigest>;
  /** SHA-256 as hexadecimal digits. */
  readonly fingerprint: (text: string) => string;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
  /** Wrong codes by address. */
  readonly enrolGate: Gate;
  readonly brokerForGateways: BrokerForGateways;
  /** Undefined where the venue has no certificates. */
  readonly certify: Certify | undefined;
}

interface Credential {
  readonly username: string;
  readonly password: string;
}

export interface EnrolFlows {
  enrol(body: unknown, address: string): Promise<Outcome<Enrolled>>;
  /** Who asks proves to be a gateway by username and password, as at the broker. */
  certify(who: Credential, body: unknown, address: string): Promise<Outcome<GatewayCertificate>>;
}

export const enrolFlows = (ports: EnrolPorts): EnrolFlows => ({
  enrol: (body, address) => enrol(ports, body, address),
  certify: (who, body, address) => certify(ports, who, body, address),
});

async function enrol(
  ports: EnrolPorts,
  body: unknown,
  address: string,
): Promise<Outcome<Enrolled>> {
  const { gateways, access, random, clock, count, enrolGate, brokerForGateways } = ports;
  if (!enrolGate.isOpen(address, clock())) return denied({ kind: "too-many-tries" });
  const asked = decodeEnrolment(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const { code, attempt } = asked.value;
  if (!enrolGate.passes(address, clock())) return denied({ kind: "too-many-tries" });
  const claim = await ports.stretch(code);
  const password = base64urlOf(random(PASSWORD_BYTES));
  const traded = await gateways.trade({
    claim,
    attempt: attempt === undefined ? undefined : ports.fingerprint(attempt),
    secretHash: ports.fingerprint(password),
    now: clock(),
  });
  if (traded.kind !== "enrolled") {
    count(`enrol-${traded.kind}`);
    return denied(traded);
  }
  enrolGate.giveBack(address, clock());
  const { venue, gateway } = traded;
  try {
    await access.admit({ venue, gateway }, password);
  } catch (cause) {
    if (!(cause instanceof MatcherError)) throw cause;
    ports.report("a gateway could not be let in at the broker", cause);
    await gateways.reopen(claim);
    return denied({ kind: "broker-unreachable" });
  }
  count("enrolled");
  const { url, ca } = brokerForGateways;
  return done({
    ...{ venue, gateway },
    broker: {
      ...{ url, username: gatewayUsername(venue, gateway), password },
      ...(ca === undefined ? {} : { ca }),
    },
    ...(ports.certify === undefined ? {} : { certificates: true }),
  });
}

async function certify(
  { gateways, certify: issue, fingerprint, clock, count, enrolGate }: EnrolPorts,
  { username, password }: Credential,
  body: unknown,
  address: string,
): Promise<Outcome<GatewayCertificate>> {
  if (issue === undefined) return denied({ kind: "no-certificates" });
  if (!enrolGate.isOpen(address, clock())) return denied({ kind: "too-many-tries" });
  const key = parseGatewayUsername(username);
  const known = key.ok ? await gateways.enrolled([key.value.venue]) : [];
  const own = known.find((each) => key.ok && each.gateway === key.value.gateway);
  // Both are hashes of what nobody can choose: comparing them tells nothing by its time.
  if (own === undefined || own.secretHash !== fingerprint(password)) {
    enrolGate.passes(address, clock());
    return denied({ kind: "bad-gateway-credential" });
  }
  const asked = decodeCertificateRequest(body);
  if (!asked.ok) return deniedFor(asked.problem);
  const issued = await issue(own, asked.value.request);
  if (issued === undefined)
    return denied({ kind: "bad-field", detail: "request: expected one signed by its own key" });
  count("certificate-issued");
  return done(issued);
}
