/** Watch schema: the tables of the watch over gateways as kysely sees them. Types only. */
import type { gatewayLogLevels, incidentEnds } from "@sighej/protocol";
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
  };
  readonly gateway_incident: OfGateway & {
    readonly id: string;
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
}
