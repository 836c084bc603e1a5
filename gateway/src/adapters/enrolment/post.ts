/**
 * Post: asks the matcher something over HTTP or HTTPS, with an authority of one's own if there is one,
 * which `fetch` cannot.
 */
import { request as plain } from "node:http";
import { request as secure } from "node:https";

export interface EnrolmentServer {
  /** Origin, `https://host[:port]`. */
  readonly url: URL;
  /** PEM of its certificate's authority; undefined: the system's. */
  readonly ca: string | undefined;
}

/** A slow mobile link needs 1 to 2 s; the server itself answers in milliseconds. */
const ANSWER_TIMEOUT_MS = 15_000;
/** An answer with certificates has some 6 KB. */
const MAX_ANSWER = 64 * 1_024;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Rejects with Node's error when there is no answer. */
export function post(
  { url, ca }: EnrolmentServer,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? secure : plain)(new URL(path, url), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        ...headers,
      },
      timeout: ANSWER_TIMEOUT_MS,
      ...(ca === undefined ? {} : { ca }),
    });
    request.once("error", reject);
    request.once("timeout", () =>
      request.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })),
    );
    request.once("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > MAX_ANSWER) response.destroy();
      });
      response.once("error", reject);
      response.once("close", () =>
        resolve({ status: response.statusCode ?? 0, body: text.slice(0, MAX_ANSWER) }),
      );
    });
    request.end(body);
  });
}
