/**
 * Document: turns operations and schemas into an OpenAPI 3.1 document. Pure.
 */
import { PROBLEM_MEDIA_TYPE } from "@sighej/protocol";
import { ruleOf } from "../../../domain/staff/access.ts";
import { jsonSchemasOf } from "../../../json-schemas.ts";
import { SESSION_COOKIE } from "../cookie.ts";
import { type ProblemWord, statusOf, titleOf } from "../problem.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";
import { httpSchemas } from "./schemas.ts";

type Json = Readonly<Record<string, unknown>>;

const API = "/api/v1/";
/** Where an API request may always fail. */
const anywhere: readonly ProblemWord[] = ["bad-request", "too-many-requests", "stopping", "failed"];
const ofSession: readonly ProblemWord[] = ["bad-bearer", "store-failed"];
const ofStaff: readonly ProblemWord[] = [
  "not-signed-in",
  "forbidden",
  "too-many-tries",
  "store-failed",
];
const ofScreen: readonly ProblemWord[] = ["store-failed"];
const ofBody: readonly ProblemWord[] = ["not-json", "body-too-large", "not-json-type", "bad-field"];

const ofFile: readonly ProblemWord[] = ["body-too-large", "not-file-type"];

const parameters: Readonly<Record<string, string>> = {
  venue: "A venue's id.",
  zone: "A zone's id.",
  nudge: "A nudge's id.",
  gateway: "A gateway's id.",
  code: "A join code's id, as the list of codes has it.",
  account: "An account's id.",
  passkey: "A passkey's id.",
  token: "A token's id.",
  screen: "A screen's id.",
  item: "A printed id of the stock.",
  interest: "An interest's id.",
  complaint: "The id of the nudge that a report is about.",
};

export const openApiDocument = (): Json => ({
  openapi: "3.1.1",
  info: {
    title: "SigHej matcher",
    version: "1",
    description:
      "Sessions, answers and released numbers. Live nudges come over the WebSocket /api/v1/live " +
      "(the AsyncAPI document). Every refusal is problem details (RFC 9457).",
    license: { name: "MIT", identifier: "MIT" },
  },
  servers: [{ url: "/" }],
  paths: pathsOf(operations),
  components: {
    schemas: jsonSchemasOf(httpSchemas),
    securitySchemes: {
      session: { type: "http", scheme: "bearer", description: "Told once, at the start." },
      gateway: { type: "http", scheme: "basic", description: "As at the broker." },
      staff: {
        type: "http",
        scheme: "bearer",
        description: "A token of a script, or the admin code.",
      },
      staffSession: {
        type: "apiKey",
        in: "cookie",
        name: SESSION_COOKIE,
        description: "Of a browser that has signed in; changes also send X-CSRF-Token.",
      },
      screen: {
        type: "apiKey",
        in: "cookie",
        name: "__Host-sighej-screen",
        description: "Of a tablet that shows one zone's code.",
      },
    },
  },
});

function pathsOf(all: readonly Operation[]): Json {
  const paths = new Map<string, Record<string, unknown>>();
  for (const operation of all) {
    const path = paths.get(operation.path) ?? {};
    paths.set(operation.path, { ...path, [operation.method]: described(operation) });
  }
  return Object.fromEntries(paths);
}

function described(operation: Operation): Json {
  const { id, summary, path, query = [] } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: parameters[name] ?? name,
    schema: { type: "string" },
  }));
  const all = [...inPath, ...query.map((each) => ({ ...each, in: "query" }))];
  return {
    operationId: id,
    summary,
    security: securityOf(operation),
    ...whoMay(operation),
    ...(all.length === 0 ? {} : { parameters: all }),
    ...bodyAsked(operation),
    responses: responsesOf(operation),
  };
}

function bodyAsked({ body, file }: Operation): Json {
  if (file !== undefined) return { requestBody: { required: true, content: contentOf(file) } };
  if (body === undefined) return {};
  return {
    requestBody: { required: true, content: { "application/json": { schema: ref(body) } } },
  };
}

/** A file has no schema: its media type says everything (OpenAPI 3.1.1 §4.8.14.3). */
const contentOf = (mediaTypes: readonly string[]): Json =>
  Object.fromEntries(mediaTypes.map((each) => [each, {}]));

function securityOf({ id, of }: Operation): readonly Json[] {
  if (of === undefined) return [];
  // Whoever is no screen is told that, and nothing else.
  if (of === "screen") return [{ screen: [] }, {}];
  if (of !== "staff") return [{ [of]: [] }];
  const rule = ruleOf(id);
  return rule?.own ? [{ staffSession: [] }] : [{ staff: [] }, { staffSession: [] }];
}

/** The least role and the scope of a token, as extensions that tools pass over. */
function whoMay({ id }: Operation): Json {
  const rule = ruleOf(id);
  return rule === undefined
    ? {}
    : { "x-role": rule.from, ...(rule.scope === undefined ? {} : { "x-scope": rule.scope }) };
}

function responsesOf(operation: Operation): Json {
  const { status, says, schema, file, none } = operation.answer;
  const content =
    schema === undefined
      ? file === undefined
        ? {}
        : { content: contentOf([file]) }
      : {
          content: {
            "application/json": { schema: typeof schema === "string" ? ref(schema) : schema },
          },
        };
  const byStatus = new Map<number, ProblemWord[]>();
  for (const word of problemsOf(operation))
    byStatus.set(statusOf(word), [...(byStatus.get(statusOf(word)) ?? []), word]);
  return {
    [status]: { description: says, ...content },
    ...(none === undefined ? {} : { 204: { description: none } }),
    ...Object.fromEntries(
      [...byStatus].map(([refused, words]) => [
        refused,
        {
          description: words.map((word) => `\`${word}\`: ${titleOf(word)}`).join(" "),
          content: { [PROBLEM_MEDIA_TYPE]: { schema: ref("ProblemDetails") } },
        },
      ]),
    ),
  };
}

/** Every refusal that an operation may answer with, each once. */
const problemsOf = ({
  method,
  path,
  of,
  body,
  file,
  problems = [],
}: Operation): readonly ProblemWord[] => [
  ...new Set([
    ...(path.startsWith(API) ? anywhere : []),
    ...(of === "session" ? ofSession : []),
    ...(of === "staff" ? ofStaff : []),
    ...(of === "screen" ? ofScreen : []),
    ...(of === "staff" && method !== "get" ? ["bad-csrf" as const] : []),
    ...(body === undefined ? [] : [...ofBody, "store-failed" as const]),
    ...(file === undefined ? [] : ofFile),
    ...problems,
  ]),
];

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
