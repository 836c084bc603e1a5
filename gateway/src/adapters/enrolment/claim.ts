/**
 * Enrolment: trades a claim code for this gateway's credential, over HTTP (`protocol/src/enrolment.ts`).
 *
 * An answer that was lost on its way is asked for again by the same attempt, which the server knows.
 */
import {
  type ClaimCode,
  decodeEnrolled,
  decodeProblemDetails,
  type Enrolled,
  type Enrolment,
  type EnrolRefusal,
} from "@sighej/protocol";
import { connectionReason } from "../../connection-reason.ts";
import { GatewayError } from "../../errors.ts";
import { parseJson } from "../../settings.ts";
import { type Answer, type EnrolmentServer, post } from "./post.ts";

const PATH = "/api/v1/enrol";
/** Of a connection that broke; a first boot may be a little ahead of its network. */
const TRIES = 3;

const refusals: Readonly<Record<EnrolRefusal, string>> = {
  "code-unknown": "the server does not know this code; check it letter by letter, or make another",
  "code-used": "this code was used already, for another gateway; make another one",
  "code-expired": "this code has expired; make another one",
};

/** Rejects with `not-enrolled`: one line that says why and what to do. */
export async function claimGateway(
  server: EnrolmentServer,
  code: ClaimCode,
  attempt: string,
): Promise<Enrolled> {
  const body: Enrolment = { code, attempt };
  const answer = await posted(server, JSON.stringify(body), TRIES);
  const json = parseJson(answer.body);
  const enrolled = answer.status === 201 ? decodeEnrolled(json) : undefined;
  if (enrolled?.ok) return enrolled.value;
  throw new GatewayError("not-enrolled", refusalOf(answer.status, json, server.url));
}

function refusalOf(status: number, body: unknown, url: URL): string {
  const problem = decodeProblemDetails(body);
  const word = problem.ok ? problem.value.type.split("/").at(-1) : undefined;
  if (isRefusal(word)) return refusals[word];
  if (status === 429) return "too many tries from here; wait a minute and try again";
  return problem.ok
    ? `the server refuses: ${problem.value.detail ?? problem.value.title} (${status})`
    : `${url.origin} does not answer as a SigHej server does (${status}); is that its address?`;
}

const isRefusal = (word: string | undefined): word is EnrolRefusal =>
  word !== undefined && word in refusals;

async function posted(server: EnrolmentServer, body: string, tries: number): Promise<Answer> {
  try {
    return await post(server, PATH, body);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (tries > 1 && (code === "ECONNRESET" || code === "ETIMEDOUT"))
      return posted(server, body, tries - 1);
    throw new GatewayError("not-enrolled", `${server.url.origin} ${connectionReason(code)}`, {
      cause,
    });
  }
}
