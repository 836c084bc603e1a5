/** Config: what a matcher is told before it starts, whoever says it. */
import type { DurationMs } from "@sighej/protocol";
import type { RequestHandler } from "express";
import type { LevelWithSilent, Logger } from "pino";
import type { AccessConfig } from "./access.ts";
import type { MailConfig } from "./adapters/mail/send.ts";
import type { PushConfig } from "./adapters/push/web-push.ts";
import type { DatabaseConfig } from "./database.ts";
import type { VenueSetup } from "./domain/venue.ts";
import type { BrokerForGateways } from "./flows/enrol.ts";
import type { OidcConfig } from "./oidc-ports.ts";
import type { SetupKeys } from "./setup-keys.ts";

export interface MatcherConfig {
  /** Port 0 takes a free one. */
  readonly http: { readonly host: string; readonly port: number };
  readonly broker: {
    readonly url: string;
    readonly username: string;
    readonly secret: string;
    /** How it is told of gateways; as our own broker is by default. */
    readonly access?: AccessConfig | undefined;
    /** What gateways are told of the broker; the same URL by default. */
    readonly forGateways?: BrokerForGateways | undefined;
  };
  readonly stores:
    | { readonly kind: "memory" }
    | { readonly kind: "redis"; readonly url: string; readonly prefix?: string | undefined };
  readonly venues: readonly VenueSetup[];
  /** The built app, served at `/` and `/v/<venue>`. */
  readonly appFolder?: string | undefined;
  /** The built dashboard of staff, served under `/admin`. */
  readonly adminFolder?: string | undefined;
  /** Handlers of the deployment's own, each under a path, before the app's files. */
  readonly mounts?: readonly { readonly path: string; readonly handler: RequestHandler }[];
  /** Reverse proxies in front, each of which is trusted to say whom it asks for; none by default. */
  readonly proxies?: number | undefined;
  /** How long a session lives; two hours, which is also the most, by default. */
  readonly sessionLife?: DurationMs | undefined;
  /** Where released counts are kept; without it nothing is counted. */
  readonly aggregates?: DatabaseConfig | undefined;
  /** What seals the secrets of stored set-ups; needed for Postgres, and made in a folder. */
  readonly setupKeys?: SetupKeys | undefined;
  /** Web Push; without it phones hear of nudges on connections only. */
  readonly push?: PushConfig | undefined;
  /** The venue's certificate authority; without it gateways have passwords only. */
  readonly caFolder?: string | undefined;
  /** How long a client certificate lives; a day by default. */
  readonly certificateLife?: DurationMs | undefined;
  /** Makes the first owner, and lets in under `/api/v1/admin` as one. */
  readonly adminCode?: string | undefined;
  /** That code lets in only until there is an account; by default it always does. */
  readonly adminCodeOnce?: boolean | undefined;
  /** Where browsers find the dashboard: `https://venue.example`; where a request says by default. */
  readonly adminOrigin?: string | undefined;
  /** Where staff may sign in as well; nowhere by default. */
  readonly oidc?: OidcConfig | undefined;
  /** Where this machine may read Prometheus' metrics; not served by default. Port 0: a free one. */
  readonly metricsPort?: number | undefined;
  /** What it asks and tells outside; by default public https alone, and no e-mail. */
  readonly outside?: OutsideSettings | undefined;
  readonly logger: Logger;
}

export interface OutsideSettings {
  /** Plain http, and addresses of one's own network, may be told and asked too. */
  readonly local?: boolean | undefined;
  readonly smtp?: MailConfig | undefined;
}

/** What the environment says; the logger is made from `logLevel`. */
export type EnvConfig = Omit<MatcherConfig, "logger" | "mounts"> & {
  readonly logLevel: LevelWithSilent;
};
