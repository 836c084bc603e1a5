/**
 * Register: turns operations of the document and their handlers into routes. A route has no other way
 * in: its method and path come from the document, and who may use it from the table of access.
 */
import { PLAN_UPLOAD_BYTES_MAX } from "@sighej/protocol";
import type { Request, RequestHandler, Response, Router } from "express";
import { type StaffOperation, verdictOf } from "../../../../domain/staff/access.ts";
import { denied, type Outcome } from "../../../../flows/outcome.ts";
import type { Change } from "../../../../flows/staff/audit.ts";
import type { LetIn } from "../../../../flows/staff/ports.ts";
import type { Count } from "../../../../ports.ts";
import { type FileAnswer, isFile, sendFile } from "../../file-answer.ts";
import { fileBodyOf } from "../../file-body.ts";
import { jsonBodyOf } from "../../json-body.ts";
import type { Operation } from "../../openapi/operation.ts";
import { staffOperations } from "../../openapi/staff-operations.ts";
import { sendRefusal } from "../../problem.ts";
import { addressOf, letInBy, originOf } from "../../staff.ts";

/** A thousand slots of a schedule are 45 kB. */
const BODY_AT_MOST = "64kb";
const ADMIN = "/api/v1/admin";

/** What a handler is told of a request. */
export interface Asked {
  readonly letIn: LetIn;
  readonly address: string;
  /** Where staff have found us, which is where a gateway of theirs will, too. */
  readonly origin: string;
  /** Every parameter of the path; an unknown one is a bug. */
  readonly param: (name: string) => string;
  readonly query: unknown;
  readonly body: unknown;
  /** The body, where it is a file. */
  readonly file: Uint8Array;
}

export type Answer = Outcome<object | FileAnswer | undefined>;
type Handler = (asked: Asked) => Answer | Promise<Answer>;
/** One for every operation of the table: the compiler misses none. */
export type Handlers = Readonly<Record<StaffOperation, Handler>>;

/** What happens beside the answer. */
export interface Beside {
  readonly count: Count;
  readonly noteChange: (letIn: LetIn, change: Change) => Promise<void>;
  /** After an operation whose answer a browser has to hear of in its cookies. */
  readonly answered: (id: StaffOperation, request: Request, response: Response) => void;
}

export const operationNamed = (id: string): Operation => {
  const found = staffOperations.find((each) => each.id === id);
  if (found === undefined) throw new RangeError(`${id} is not in the document`);
  return found;
};

/** As Express writes it, below where these routes are mounted. */
export const routeOf = ({ path }: Operation): string =>
  path.slice(ADMIN.length).replaceAll(/\{(\w+)\}/g, ":$1");

export const jsonBody = jsonBodyOf(BODY_AT_MOST);

/** Sends what was answered; false when it was a refusal. */
export function send(response: Response, { answer }: Operation, outcome: Answer, count: Count) {
  if (!outcome.ok) {
    count(`refused-${outcome.refusal.kind}`);
    sendRefusal(response, outcome.refusal);
    return;
  }
  const isNone = outcome.value === undefined && answer.none !== undefined;
  response.status(isNone ? 204 : answer.status);
  if (outcome.value === undefined) response.end();
  else if (isFile(outcome.value)) sendFile(response, answer.file, outcome.value);
  else response.json(outcome.value);
}

export function register(router: Router, handlers: Handlers, beside: Beside): void {
  for (const [id, handler] of Object.entries(handlers) as [StaffOperation, Handler][]) {
    const operation = operationNamed(id);
    const route = async (request: Request, response: Response) => {
      const outcome = await answerTo(handler, request, response);
      if (outcome.ok && operation.method !== "get") {
        const { params, body } = request;
        await beside.noteChange(letInBy(response), {
          operation: id,
          params: textsOf(params),
          // A file has no fields.
          body: operation.file === undefined ? body : undefined,
          answer: outcome.value,
        });
      }
      if (outcome.ok) beside.answered(id, request, response);
      send(response, operation, outcome, beside.count);
    };
    router[operation.method](
      routeOf(operation),
      mayDo(id, beside.count),
      ...bodyOf(operation),
      route,
    );
  }
}

const bodyOf = ({ body, file }: Operation): readonly RequestHandler[] => {
  if (file !== undefined) return [fileBodyOf(PLAN_UPLOAD_BYTES_MAX, file)];
  return body === undefined ? [] : [jsonBody];
};

/** Before the body is read: whoever may not do it is told so whatever they sent. */
const mayDo =
  (id: StaffOperation, count: Count) =>
  (request: Request, response: Response, next: () => void) => {
    const verdict = verdictOf(letInBy(response).staff, id, textsOf(request.params).venue);
    if (verdict === "allowed") next();
    else send(response, operationNamed(id), denied({ kind: verdict }), count);
  };

const answerTo = (
  handler: Handler,
  request: Request,
  response: Response,
): Answer | Promise<Answer> => {
  const params = textsOf(request.params);
  return handler({
    letIn: letInBy(response),
    address: addressOf(request),
    origin: originOf(request),
    param: (name) => {
      const value = params[name];
      if (value === undefined) throw new RangeError(`this path has no ${name}`);
      return value;
    },
    query: request.query,
    body: request.body,
    file: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
  });
};

/** No path here has a parameter that could be several. */
const textsOf = (
  params: Readonly<Record<string, string | readonly string[]>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === "string" ? value : ""]),
  );
