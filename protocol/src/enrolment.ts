/**
 * Enrolment: how a gateway gets what it speaks to the broker with, both ways. Pure.
 *
 *     POST /api/v1/enrol               Enrolment            → 201 Enrolled
 *     POST /api/v1/enrol/certificate   CertificateRequest   → 200 GatewayCertificate
 *
 * The first is let in by its claim code. The second gives and renews a certificate; it is let in by
 * HTTP Basic (RFC 7617) with the username and password of the broker, and by nothing else: a gateway
 * that was off for longer than a certificate lives gets its next one all the same.
 *
 * A private key never travels: a gateway that is to have a certificate makes its own key and sends a
 * certificate request. What the request says of names is not looked at; the matcher knows who asks.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import { parseClaimCode } from "./claim-code.ts";
import type { Decoded } from "./decoded.ts";
import { type GatewayId, parseGatewayId, parseVenueId, type VenueId } from "./ids.ts";
import { unixMs } from "./units.ts";

/** Why a claim code is not taken: the last segment of `type` in the problem details. */
export const enrolRefusals = [
  /** 404: there is none such, or another was made since. */
  "code-unknown",
  /** 410: a gateway has it already; staff make another. */
  "code-used",
  /** 410: staff make another. */
  "code-expired",
] as const;
export type EnrolRefusal = (typeof enrolRefusals)[number];

/** A request for a P-256 or RSA 2048 key has under 1,200 characters. */
const REQUEST_MAX_LENGTH = 4_096;
/** A chain of leaf and CA, or the CAs of a broker. */
const CHAIN_MAX_LENGTH = 32_768;

/** PEM (RFC 7468 §3) of one or more things of a label. */
const pem = (label: string, longest: number) =>
  v.pipe(
    v.string(),
    v.maxLength(longest),
    v.regex(
      new RegExp(`^\\s*(?:-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----\\s*)+$`),
      `PEM: ${label}`,
    ),
  );
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));

const request = pem("CERTIFICATE REQUEST", REQUEST_MAX_LENGTH);

const enrolment = v.strictObject({
  code: parsedBy(parseClaimCode, "a claim code: 12 letters and digits"),
  /**
   * 16 random bytes as base64url, chosen once for a code and sent with each try: an answer that was
   * lost on its way is given again to the same attempt, until the code expires. Without one, a code
   * that was used is used up.
   */
  attempt: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{22}$/, "16 bytes as base64url"))),
});

/** PKCS #10 (RFC 2986) as PEM. */
const certificateRequest = v.strictObject({ request });

const certificate = v.object({
  /** Leaf first, as PEM. */
  chain: pem("CERTIFICATE", CHAIN_MAX_LENGTH),
  /** Unix ms. Expires then. */
  until: time,
  /** Unix ms. Ask for the next one from then on; the old one is good until its own end. */
  renewAfter: time,
});

const enrolled = v.object({
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  gateway: parsedBy(parseGatewayId, "a gateway id"),
  broker: v.object({
    /** `mqtt://host:port` or `mqtts://host:port`. */
    url: v.pipe(v.string(), v.regex(/^mqtts?:\/\/[^/@\s]+$/, "mqtt://host:port or mqtts://")),
    /** `<venue>/<gateway>`; the MQTT client id is the same. */
    username: v.string(),
    /** 32 random bytes as base64url. Told this once. */
    password: v.pipe(v.string(), v.regex(/^[\w-]{43}$/, "32 bytes as base64url")),
    /** Who vouches for the broker's certificate, where that is none of the public ones. */
    ca: v.optional(pem("CERTIFICATE", CHAIN_MAX_LENGTH)),
  }),
  /** The broker wants a certificate besides: there is one to be asked for, and to be renewed. */
  certificates: v.optional(v.boolean()),
});

/** For the OpenAPI document. */
export const enrolmentSchemas: NamedSchemas = {
  Enrolment: enrolment,
  Enrolled: enrolled,
  CertificateRequest: certificateRequest,
  GatewayCertificate: certificate,
};

export type Enrolment = v.InferOutput<typeof enrolment>;
export type Enrolled = v.InferOutput<typeof enrolled>;
export type CertificateRequest = v.InferOutput<typeof certificateRequest>;
export type GatewayCertificate = v.InferOutput<typeof certificate>;

export const decodeEnrolment = (body: unknown): Decoded<Enrolment> => check(enrolment, body);
export const decodeEnrolled = (body: unknown): Decoded<Enrolled> => check(enrolled, body);
export const decodeCertificateRequest = (body: unknown): Decoded<CertificateRequest> =>
  check(certificateRequest, body);
export const decodeGatewayCertificate = (body: unknown): Decoded<GatewayCertificate> =>
  check(certificate, body);

/**
 * Characters of a password's SHA-256 (hexadecimal) that a certificate names as its OU: it is good for
 * that password only, and for none once that is revoked. 64 bits, which nobody meets by chance.
 */
export const CREDENTIAL_MARK = 16;

/** A gateway's name at the broker: its username, its MQTT client id and its certificate's subject. */
export const gatewayUsername = (venue: VenueId, gateway: GatewayId): string =>
  `${venue}/${gateway}`;
