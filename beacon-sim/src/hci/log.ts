/**
 * HciLog: what went between one host and its controller, so that a test can prove that adverts
 * passed through the host's HCI layer. Counts everything, keeps the last entries, stores codes and
 * lengths only: no addresses, no payloads.
 */

/** Entries kept: enough for a whole connection with its start-up, small enough for a venue of 200. */
const ENTRIES_KEPT = 1_000;
/** Distinct codes counted per direction; a host that tries every opcode must not grow the log. */
const CODES_KEPT = 256;

type HciDirection = "command" | "event" | "acl-from-host" | "acl-to-host";

export interface HciLogEntry {
  /** The air's clock, ms. */
  readonly at: number;
  readonly direction: HciDirection;
  /** A command's opcode ("0x200c"), an event's code ("0e", "3e/02"), "acl" for data. */
  readonly code: string;
  /** Whole H4 packet. */
  readonly octets: number;
}

export interface HciLogReading {
  /** Commands received from the host, by opcode such as "0x200c". */
  readonly commands: Readonly<Record<string, number>>;
  /** Events sent to the host, by code, LE meta events with their subevent: "3e/02" is a report. */
  readonly events: Readonly<Record<string, number>>;
  readonly aclFromHost: number;
  readonly aclToHost: number;
  readonly reports: {
    /** Advertising reports (3E/02 and 3E/0D) handed to the host's transport. */
    readonly sent: number;
    /** Of those, how many the host's socket has emitted to noble or bleno. */
    readonly delivered: number;
    /** Thrown away because the host read too slowly; not among the sent. */
    readonly dropped: number;
  };
  /** Malformed packets from the host. */
  readonly malformed: number;
  /** The last 1,000, oldest first. */
  readonly entries: readonly HciLogEntry[];
}

export class HciLog {
  readonly #commands = new Map<string, number>();
  readonly #events = new Map<string, number>();
  // A ring: `#next` is the oldest once it is full.
  readonly #entries: HciLogEntry[] = [];
  #next = 0;
  #aclFromHost = 0;
  #aclToHost = 0;
  #reportsSent = 0;
  #reportsDelivered = 0;
  #reportsDropped = 0;
  #malformed = 0;

  command(at: number, opcode: number, octets: number): void {
    const code = opcodeName(opcode);
    count(this.#commands, code);
    this.#keep({ at, direction: "command", code, octets });
  }

  event(at: number, code: string, octets: number): void {
    count(this.#events, code);
    this.#keep({ at, direction: "event", code, octets });
  }

  report(at: number, code: string, octets: number): void {
    this.#reportsSent += 1;
    this.event(at, code, octets);
  }

  reportDropped(): void {
    this.#reportsDropped += 1;
  }

  /** Called as the host's socket tells how many reports more it has emitted. */
  delivered(reports: number): void {
    this.#reportsDelivered += reports;
  }

  acl(at: number, direction: "acl-from-host" | "acl-to-host", octets: number): void {
    if (direction === "acl-from-host") this.#aclFromHost += 1;
    else this.#aclToHost += 1;
    this.#keep({ at, direction, code: "acl", octets });
  }

  malformed(): void {
    this.#malformed += 1;
  }

  reading(): HciLogReading {
    return {
      commands: Object.fromEntries(this.#commands),
      events: Object.fromEntries(this.#events),
      aclFromHost: this.#aclFromHost,
      aclToHost: this.#aclToHost,
      reports: {
        sent: this.#reportsSent,
        delivered: this.#reportsDelivered,
        dropped: this.#reportsDropped,
      },
      malformed: this.#malformed,
      entries: [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)],
    };
  }

  #keep(entry: HciLogEntry): void {
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % ENTRIES_KEPT;
  }
}

const opcodeName = (opcode: number): string => `0x${opcode.toString(16).padStart(4, "0")}`;

function count(counters: Map<string, number>, code: string): void {
  const before = counters.get(code);
  if (before === undefined && counters.size >= CODES_KEPT) return;
  counters.set(code, (before ?? 0) + 1);
}
