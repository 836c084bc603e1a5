/**
 * Ask: sends what the command says to a matcher, and turns its answer into what a person reads.
 */
import {
  decodeGatewayClaim,
  decodeGateways,
  decodeProblemDetails,
  type GatewayClaim,
  type ListedGateway,
} from "@sighej/protocol";
import { renderUnicodeCompact } from "uqr";
import type { Options } from "./options.ts";

export type Answer =
  | {
      readonly ok: true;
      readonly text: string;
      /** What to write where `--file` says. */
      readonly firstBoot?: GatewayClaim["firstBoot"] | undefined;
    }
  | { readonly ok: false; readonly fault: string };

/** Never throws: a matcher that cannot be reached is an answer, too. */
export async function ask(options: Options): Promise<Answer> {
  const { matcher, venue, gateway, name, action, adminCode } = options;
  const all = `${matcher}/api/v1/admin/venue/${venue}/gateways`;
  const requests = {
    list: { method: "GET", url: all, body: undefined },
    add: { method: "POST", url: all, body: { gateway, ...(name === undefined ? {} : { name }) } },
    claim: { method: "POST", url: `${all}/${gateway}/claim`, body: undefined },
    revoke: { method: "DELETE", url: `${all}/${gateway}/credential`, body: undefined },
  } as const;
  const { method, url, body } = requests[action];
  let said: unknown;
  try {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${adminCode}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    said = response.status === 204 ? undefined : await response.json();
    if (!response.ok) return { ok: false, fault: problemIn(said, response.status) };
  } catch {
    return { ok: false, fault: `no matcher answers at ${matcher}: is --matcher right?` };
  }
  if (action === "revoke")
    return { ok: true, text: `${gateway} is shut out; a new claim code lets it in again` };
  if (action === "list") {
    const listed = decodeGateways(said);
    return listed.ok ? { ok: true, text: tableOf(listed.value.gateways) } : strange;
  }
  const claim = decodeGatewayClaim(said);
  if (!claim.ok) return strange;
  return { ok: true, text: claimText(claim.value), firstBoot: claim.value.firstBoot };
}

const strange: Answer = { ok: false, fault: "what answers there is no matcher of this version" };

function problemIn(body: unknown, status: number): string {
  const problem = decodeProblemDetails(body);
  if (!problem.ok) return `the answer was ${status}: is --matcher the URL of a matcher?`;
  const { title, detail } = problem.value;
  return detail === undefined ? title : `${title} ${detail}`;
}

function claimText({ gateway, code, until, link }: GatewayClaim): string {
  const qr = renderUnicodeCompact(link, { border: 2 });
  return [
    "",
    `  claim code of ${gateway}   ${code}`,
    `  good until ${minuteOf(until)}, once; nobody can show it again`,
    "",
    `  on the gateway   sighej-gateway enrol ${link}`,
    "",
    ...qr.split("\n").map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function tableOf(gateways: readonly ListedGateway[]): string {
  if (gateways.length === 0) return "no gateways yet: npm run gateways -- add --help";
  const rows = gateways.map((each) => [each.gateway, each.name, stateOf(each), placeOf(each)]);
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

function stateOf({ enrolledAt, revokedAt, claimUntil }: ListedGateway): string {
  const claim = claimUntil === undefined ? "" : `, code good until ${minuteOf(claimUntil)}`;
  if (enrolledAt !== undefined) return `enrolled ${minuteOf(enrolledAt)}${claim}`;
  if (revokedAt !== undefined) return `revoked ${minuteOf(revokedAt)}${claim}`;
  return claim === "" ? "not enrolled, and has no code that is good" : `not enrolled${claim}`;
}

const placeOf = ({ placed }: ListedGateway): string =>
  placed ? "" : "not in the venue's set-up: nothing of it is heard";

/** Universal time to the minute. */
const minuteOf = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
