/** Watch schema: the tables of the watch over gateways, and of bulletins, as kysely sees them. Types only. */
import type { BulletinKind, GatewayReason, gatewayLogLevels, incidentEnds } from "@sighej/protocol";
import type { Generated } from "kysely";
import type { Level } from "../../domain/gateway-health.ts";

interface OfGateway {
  readonly venue: string;
  readonly gateway: string;
}

export interface WatchSchema {
  readonly gateway_sign: OfGateway & {
    readonly heard_at: Date | null;
    readonly connected: boolean;
    /** What it said of itself that says nothing of people, as JSON. */
    readonly machine: string | null;
    /** Since when it has said that its radio hears nothing. */
    readonly deaf_since: Date | null;
  };
  readonly gateway_incident: OfGateway & {
    readonly id: string;
    readonly reason: GatewayReason;
    readonly since: Date;
    readonly opened_at: Date;
    readonly silent_at: Date | null;
    readonly ended_at: Date | null;
    readonly ended: (typeof incidentEnds)[number] | null;
    readonly told: Level | null;
  };
  readonly venue_watch: {
    readonly venue: string;
    readonly late_after_s: number | null;
    readonly silent_after_s: number | null;
    readonly muted_until: Date | null;
  };
  readonly gateway_mute: OfGateway & { readonly muted_until: Date };
  readonly gateway_settings: OfGateway & {
    readonly window_ms: number | null;
    readonly log_level: (typeof gatewayLogLevels)[number] | null;
    readonly set_at: Date;
  };
  readonly venue_schedule: {
    readonly id: string;
    readonly venue: string;
    readonly number: Generated<number>;
    readonly url: string;
    readonly time_zone: string;
    /** JSON: room and zone. */
    readonly rooms: string;
    /** JSON: talks, as they were read last. */
    readonly programme: string;
    readonly read_at: Generated<Date | null>;
    readonly tried_at: Generated<Date | null>;
    readonly fault: Generated<string | null>;
    readonly due_at: Date;
  };
  readonly bulletin_target: {
    readonly id: string;
    readonly venue: string;
    readonly kind: "webhook" | "email";
    readonly address: string;
    /** With blanks between them. */
    readonly topics: string;
    readonly secret: string | null;
    readonly created_at: Date;
  };
  readonly bulletin_delivery: {
    readonly id: string;
    readonly venue: string;
    readonly target: string;
    readonly kind: BulletinKind;
    readonly message: string;
    readonly body: string;
    readonly made_at: Date;
    readonly tries: number;
    readonly state: "waiting" | "arrived" | "failed";
    readonly why: string | null;
    readonly at: Date;
    readonly leased_until: Date;
  };
}
