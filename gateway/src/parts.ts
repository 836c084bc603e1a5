/** Parts: what a gateway is given to work with, and what it hands back once it runs. */
import type {
  CheckInState,
  DurationMs,
  GatewayCommand,
  GatewayOnline,
  MachineStatus,
  PushedState,
  SightingBatch,
  StockNamespaces,
  UnixMs,
} from "@sighej/protocol";
import type { Logger } from "pino";
import type { Proved } from "./check-in/desk.ts";
import type { GatewayError } from "./errors.ts";
import type { Management, ResetUsb } from "./management.ts";
import type { OpenRadio } from "./radio.ts";

/** What a command asks for that is not the gateway's own business. */
export type PassedCommand = Exclude<GatewayCommand, { command: "ack" | "restart-scan" }>;

export interface GatewayParts {
  /** Of this program, for the status. */
  readonly version: string;
  readonly logger: Logger;
  /** noble where none is given. */
  readonly openRadio?: OpenRadio;
  /** BlueZ's where none is given. */
  readonly management?: Management;
  /** Systemd's RuntimeDirectory, in memory; undefined: nothing outlives this process. */
  readonly runtimeFolder?: string | undefined;
  /** Ends the process so that it is started anew; undefined where nothing would start it. */
  readonly endForRadio?: (() => void) | undefined;
  /** A radio cannot be used and only an operator can mend that; said while the gateway runs. */
  readonly failed?: (error: GatewayError) => void;
  /** Resets an adapter on the USB; the system's where none is given. */
  readonly resetUsb?: ResetUsb;
  /** A window that heard something is closed. */
  readonly closed?: (batch: SightingBatch) => void;
  /** What came on the `config` topic. */
  readonly configured?: (bytes: Uint8Array) => void;
  /** Resolves with why it could not be done, if so. */
  readonly commanded?: (command: PassedCommand) => Promise<string | undefined>;
  /** What the machine says of itself, for the status. */
  readonly machine?: () => MachineStatus | undefined;
  /** What is in force of what was pushed, and how check-in is, for the status. */
  readonly settings?: () => PushedState | undefined;
  readonly checkIn?: () => CheckInState | undefined;
  readonly now?: () => UnixMs;
  /** Monotonic, ms. */
  readonly mono?: () => number;
}

export interface RunningGateway {
  /** The venue's own tags, as its configuration has them; undefined for none. */
  readonly setTags: (stock: StockNamespaces | undefined) => void;
  readonly setWindowLength: (length: DurationMs) => void;
  /** Sends a proof of being here; false when it cannot be sent now. */
  readonly checkIn: (checkIn: Proved) => boolean;
  /** Whether the broker is connected. */
  readonly connected: () => boolean;
  /** Whether radios have been looked after lately, and none has been given up by this process. */
  readonly looksAfterRadios: () => boolean;
  /** As it would be sent now. */
  readonly status: () => GatewayOnline;
  /** Scan off, last window sent, offline status retained. */
  readonly stop: () => Promise<void>;
}
