/**
 * Schema: the tables as kysely sees them. Types only; `migrations/` makes them.
 *
 * No row is about an attendee, a session of one or a pair: counts are of cells of a venue, accounts
 * are of staff, the rest is about machines.
 */
import type { Battery, StaffRole, StockState } from "@sighej/protocol";
import type { Generated } from "kysely";
import type { Axis, Metric } from "../../domain/aggregate/cells.ts";
import type { MapKind } from "../../domain/proximity/radio-map.ts";
import type { VenueState } from "../../domain/venue.ts";
import type { WatchSchema } from "./watch-schema.ts";

export interface Schema extends WatchSchema {
  /** One row for every bucket that was released: that is what makes it happen once. */
  readonly released_bucket: {
    readonly venue: string;
    readonly axis: Axis;
    readonly opened_at: Date;
    readonly closed_at: Date;
  };
  readonly released_count: {
    readonly venue: string;
    readonly axis: Axis;
    /** As in its bucket. */
    readonly opened_at: Date;
    readonly closed_at: Date;
    readonly metric: Metric;
    /** A zone id, or an interest id. */
    readonly subject: string;
    /** Count plus noise; may be negative. */
    readonly value: number;
    /** What the noise was made for. */
    readonly clamp: number;
    readonly epsilon_tenths: number;
  };
  /** Of a bucket's cells, what each metric sums up to: `cells` of them, whose noise was made alike. */
  readonly released_total: {
    readonly venue: string;
    readonly axis: Axis;
    readonly opened_at: Date;
    readonly closed_at: Date;
    readonly metric: Metric;
    readonly value: number;
    readonly cells: number;
    readonly clamp: number;
    readonly epsilon_tenths: number;
  };
  readonly gateway: {
    readonly venue: string;
    readonly gateway: string;
    /** What staff call it. */
    readonly name: string;
    /** SHA-256 of its password, 64 hexadecimal digits; null while it may not come in. */
    readonly secret_hash: Generated<string | null>;
    readonly enrolled_at: Generated<Date | null>;
    readonly revoked_at: Generated<Date | null>;
    /** scrypt of its claim code, 64 hexadecimal digits. */
    readonly claim_digest: Generated<string | null>;
    readonly claim_until: Generated<Date | null>;
    /** When the code was traded, and SHA-256 of the attempt that did. */
    readonly claimed_at: Generated<Date | null>;
    readonly attempt_digest: Generated<string | null>;
  };
  /** Venues that staff have made. */
  readonly venue: {
    readonly venue: string;
    readonly version: number;
    readonly state: VenueState;
    /** As in the set-up file: JSON; what is secret of it is sealed. */
    readonly setup: string;
  };
  /** Ids of those that staff have deleted. */
  readonly venue_deleted: {
    readonly venue: string;
  };
  /** How many versions a venue's map has had. */
  readonly radio_map_count: {
    readonly venue: string;
    readonly versions: number;
  };
  /** What each gateway of a venue hears at each spot. */
  readonly radio_map: {
    readonly venue: string;
    readonly version: number;
    readonly kind: MapKind;
    readonly made_at: Date;
    readonly withdrawn: boolean;
    /** Ids and spots of its gateways. */
    readonly layout: string;
    /** Its grid and, of one that was calibrated, how well it knows each area, as JSON. */
    readonly shape: string;
    /** 32-bit floats, by gateway, then by cell. */
    readonly mean: Uint8Array;
    readonly weight: Uint8Array;
  };
  /** Tablets that show a zone's code. */
  readonly zone_screen: {
    readonly id: string;
    readonly venue: string;
    readonly zone: string;
    readonly name: string;
    /** scrypt of its code, 64 hexadecimal digits; null once it was traded. */
    readonly code_digest: string | null;
    readonly code_until: Date | null;
    /** SHA-256 of its cookie, 64 hexadecimal digits. */
    readonly secret_digest: Generated<string | null>;
    readonly enrolled_at: Generated<Date | null>;
  };
  readonly floor_plan: {
    readonly venue: string;
    readonly made_at: Date;
    /** Of the picture, pixels. */
    readonly width: number;
    readonly height: number;
    /** A PNG. */
    readonly picture: Uint8Array;
    /** A `PlanScale` as JSON; null until it is set. */
    readonly scale: string | null;
  };
  readonly staff_account: {
    readonly id: string;
    readonly name: string;
    /** The name in lower case: no two differ by that alone. */
    readonly name_key: string;
    readonly role: StaffRole;
    /** `all`, or ids. */
    readonly venues: string;
    /** Null where the account signs in at a provider: there it is the subject of an issuer. */
    readonly password_hash: string | null;
    readonly issuer: Generated<string | null>;
    readonly subject: Generated<string | null>;
    readonly factor: string | null;
    readonly new_factor: string | null;
    /** The last step of 30 s whose digits were used. */
    readonly factor_step: Generated<number>;
    readonly disabled: boolean;
    readonly created_at: Date;
  };
  readonly staff_session: {
    readonly digest: string;
    readonly account: string;
    readonly used_at: Date;
    readonly expires_at: Date;
  };
  /** Browsers of staff that hear of reports. */
  readonly staff_alert: {
    /** Digest of the session in that browser. */
    readonly session: string;
    readonly account: string;
    readonly endpoint: string;
    readonly p256dh: string;
    readonly auth: string;
    readonly until: Date;
  };
  /** Interests of a venue's own that wait for a second account. */
  readonly interest_proposal: {
    readonly venue: string;
    readonly interest: string;
    /** Of the staff: who proposed it. */
    readonly account: string;
    readonly account_name: string;
    /** Label and phrase as JSON. */
    readonly words: string;
  };
  /** What staff have noted of a beacon that a venue lends; not who carries it, nor when. */
  readonly stock_note: {
    readonly venue: string;
    readonly item: string;
    readonly state: StockState;
    readonly battery: Battery | null;
  };
  readonly staff_token: {
    readonly id: string;
    readonly name: string;
    readonly digest: string;
    readonly scopes: string;
    readonly venues: string;
    readonly created_at: Date;
    readonly expires_at: Date;
  };
  readonly staff_passkey: {
    /** The authenticator's own id of it. */
    readonly id: string;
    readonly account: string;
    readonly name: string;
    readonly public_key: string;
    readonly counter: number;
    readonly transports: string;
    readonly site: string;
    readonly created_at: Date;
    readonly used_at: Date | null;
  };
  /** Begun sign-ins that wait for their other half, for minutes. */
  readonly staff_handshake: {
    readonly digest: string;
    readonly kind: "new-passkey" | "passkey" | "oidc";
    readonly account: string | null;
    readonly expires_at: Date;
  };
  readonly audit_note: {
    readonly number: Generated<number>;
    readonly at: Date;
    readonly by_whom: string;
    readonly what: string;
    readonly venue: string | null;
    readonly about: string | null;
    readonly fields: string;
  };
}
