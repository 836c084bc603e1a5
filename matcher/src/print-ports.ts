/**
 * Print ports: what is put on paper, and what makes a PDF of it. Types and bounds only.
 */
import type {
  FloorPlan,
  Paper,
  PlanPoint,
  PrintLanguage,
  PrintSign,
  UnixMs,
  VenueReport,
} from "@sighej/protocol";

export interface PosterPrint {
  readonly paper: Paper;
  readonly language: PrintLanguage;
  readonly venue: string;
  readonly zones: readonly { readonly letter: string; readonly name: string }[];
  /** What the QR says, and what is printed for those who type. */
  readonly link: string;
  readonly shortLink: string;
}

export interface BadgePrint {
  readonly venue: string;
  readonly badges: readonly { readonly id: string; readonly link: string }[];
}

export interface SignPrint extends Omit<PrintSign, "origin"> {
  readonly venue: string;
  readonly link: string;
}

export interface PlacementPrint {
  readonly language: PrintLanguage;
  readonly venue: string;
  readonly zones: readonly {
    readonly letter: string;
    readonly name: string;
    readonly outline: readonly PlanPoint[] | undefined;
  }[];
  /** By number, as on the plan; metres from the plan's origin, where nobody has said it none. */
  readonly gateways: readonly {
    readonly name: string;
    readonly zone: string;
    readonly spot: PlanPoint | undefined;
  }[];
  readonly plan: FloorPlan;
  /** Its picture, a PNG; where there is none, or no scale, they stand on a grid. */
  readonly picture: Uint8Array | undefined;
}

export interface ReportPrint {
  readonly language: PrintLanguage;
  readonly report: VenueReport;
}

/** PDFs, one after the other; undefined when too many wait. */
export interface Press {
  posters(print: PosterPrint, now: UnixMs): Promise<Uint8Array | undefined>;
  badges(print: BadgePrint, now: UnixMs): Promise<Uint8Array | undefined>;
  sign(print: SignPrint, now: UnixMs): Promise<Uint8Array | undefined>;
  placement(print: PlacementPrint, now: UnixMs): Promise<Uint8Array | undefined>;
  report(print: ReportPrint, now: UnixMs): Promise<Uint8Array | undefined>;
}
