/**
 * Outside ports: how the matcher asks and tells what is not its own: webhooks, calendars, a mail server.
 * Types and bounds only. Whatever is wrong out there is a value, never thrown.
 */
import type { DurationMs } from "@sighej/protocol";

export interface OutsideRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes of an answer, unpacked; more is refused. */
  readonly most: number;
  /** From the first step to the last byte, redirects included. */
  readonly within: DurationMs;
  /** How many are followed. */
  readonly redirects: number;
}

/**
 * `bad-address`: no URL that is asked for. `not-https`: only https is. `private-address`: it leads where
 * only we can reach. `no-address`: the name is unknown. `unreachable`: nobody listens. `bad-certificate`.
 * `no-answer`: not in time. `too-large`; `too-many-redirects`; `bad-encoding`: packed in a way that cannot
 * be unpacked.
 */
export type OutsideFault =
  | "bad-address"
  | "not-https"
  | "private-address"
  | "no-address"
  | "unreachable"
  | "bad-certificate"
  | "no-answer"
  | "too-large"
  | "too-many-redirects"
  | "bad-encoding";

export type OutsideAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly type: string | undefined;
      readonly body: Uint8Array;
    }
  | { readonly ok: false; readonly why: OutsideFault };

export type AskOutside = (request: OutsideRequest) => Promise<OutsideAnswer>;

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for every try, so that a mail server or reader may drop the second. */
  readonly id: string;
}

/** Undefined once the server has taken it; else why not, in a word or two. */
export type SendMail = (mail: Mail) => Promise<string | undefined>;
