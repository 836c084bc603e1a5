/**
 * Bulletin texts: turns what happened to a gateway into what a webhook and an e-mail say of it. Pure.
 *
 * An e-mail is in both languages, as it goes to a mailbox and not to a person: subject and first lines in
 * English, then Danish.
 */
import type { BulletinKind, GatewayReason, UnixMs, VenueId } from "@sighej/protocol";
import type { Level } from "../domain/gateway-health.ts";

/** What is told; JSON of it is kept until it has arrived. */
export type Told =
  | {
      readonly kind: "gateway.late" | "gateway.silent" | "gateway.recovered";
      readonly gateway: string;
      /** What staff call it. */
      readonly gatewayName: string;
      readonly incident: string;
      readonly reason: GatewayReason;
      /** The last sign before it, or the first of a deaf radio. */
      readonly lastSeen: string;
      readonly level: Level;
    }
  | {
      readonly kind: "aggregates.released";
      readonly cells: readonly unknown[];
      readonly from: string;
      readonly until: string;
    }
  | { readonly kind: "test" };

export interface Said {
  readonly type: BulletinKind;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly venue: VenueId;
    /** Of the venue. */
    readonly name: string;
  };
}

export const isoOf = (at: UnixMs): string => new Date(at).toISOString();

export const saidOf = (venue: VenueId, name: string, told: Told, at: UnixMs): Said => {
  const { kind, ...data } = told;
  return { type: kind, timestamp: isoOf(at), data: { venue, name, ...data } };
};

const clockOf = (iso: unknown): string => `${String(iso).slice(0, 16).replace("T", " ")} UTC`;

/** Of what was kept. */
export function mailOf({ type, timestamp, data }: Said): { subject: string; text: string } {
  const { name } = data;
  const who = oneLine(`${data.gatewayName ?? data.gateway}`);
  const [seen, at] = [clockOf(data.lastSeen), clockOf(timestamp)];
  const lines =
    data.reason === "no-radio" ? radioLinesOf(type, who, seen, at) : linesOf(type, who, seen, at);
  const [subject = ""] = lines;
  return {
    subject: `[${oneLine(name)}] ${subject}`,
    text: `${lines.slice(0, 2).join("\n")}\n\n${lines.slice(2).join("\n")}\n\nSigHej, ${oneLine(name)}\n`,
  };
}

/** A name is what staff typed: no line of a header, or of a text, may begin inside it. */
const oneLine = (text: string): string => text.replace(/[\p{C}\s]+/gu, " ").trim();

/** The same of a gateway that reports, and whose radio hears nothing. */
function radioLinesOf(
  type: BulletinKind,
  who: string,
  since: string,
  at: string,
): readonly string[] {
  if (type === "gateway.recovered")
    return [
      `Gateway ${who} hears again`,
      `Its radio heard nothing from ${since} to ${at}. Nothing needs to be done.`,
      `Gateway ${who} hører igen`,
      `Dens radio hørte intet fra ${since} til ${at}. Du behøver ikke at gøre noget.`,
    ];
  const grave = type === "gateway.silent";
  return [
    `Gateway ${who} hears nothing`,
    `It reports, but its radio has heard nothing since ${since}. ${
      grave
        ? "Check its Bluetooth adapter, then pull its plug and put it back."
        : "It is being seen to; if it stays so, check its Bluetooth adapter."
    }`,
    `Gateway ${who} hører intet`,
    `Den melder sig, men dens radio har intet hørt siden ${since}. ${
      grave
        ? "Se til dens Bluetooth-adapter, og tag så stikket ud og sæt det i igen."
        : "Den forsøger selv at komme i gang; bliver det ved, så se til dens Bluetooth-adapter."
    }`,
  ];
}

/** What, and what to do; in English, then in Danish. */
function linesOf(type: BulletinKind, who: string, seen: string, at: string): readonly string[] {
  switch (type) {
    case "gateway.late":
      return [
        `Gateway ${who} is late`,
        `Nothing has come from it since ${seen}. If it stays away, check its power and network.`,
        `Gateway ${who} er forsinket`,
        `Der er ikke kommet noget fra den siden ${seen}. Bliver den væk, så se til strøm og netværk.`,
      ];
    case "gateway.silent":
      return [
        `Gateway ${who} is silent`,
        `Nothing has come from it since ${seen}. Check its power, its network and its clock.`,
        `Gateway ${who} er tavs`,
        `Der er ikke kommet noget fra den siden ${seen}. Se til dens strøm, netværk og ur.`,
      ];
    case "gateway.recovered":
      return [
        `Gateway ${who} is back`,
        `It was last heard at ${seen}, and again at ${at}. Nothing needs to be done.`,
        `Gateway ${who} er tilbage`,
        `Den blev sidst hørt ${seen} og igen ${at}. Du behøver ikke at gøre noget.`,
      ];
    case "aggregates.released":
      return [
        "New numbers are released",
        `They were released at ${at}; the dashboard has them.`,
        "Der er nye tal",
        `De blev frigivet ${at}; du finder dem på kontrolpanelet.`,
      ];
    case "test":
      return [
        "This is a test",
        `Somebody asked at ${at} whether bulletins arrive here. They do.`,
        "Dette er en prøve",
        `Nogen ville ${at} vide, om beskeder når frem hertil. Det gør de.`,
      ];
  }
}
