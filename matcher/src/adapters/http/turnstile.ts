/**
 * Turnstile: knows how many requests are under way, and lets no more in once it is shut.
 */
import type { DurationMs } from "@sighej/protocol";
import type { RequestHandler } from "express";
import { sendProblem } from "./problem.ts";

export interface Turnstile {
  readonly handler: RequestHandler;
  /** Refuses every request from now on, so that whoever asks goes to another replica. */
  shut(): void;
  /** Resolves when no request is under way, or after `within` at the latest. */
  empty(within: DurationMs): Promise<void>;
}

export function turnstile(): Turnstile {
  let [inside, isShut] = [0, false];
  let onEmpty: () => void = () => {};
  return {
    handler: (_request, response, next) => {
      if (isShut) {
        response.set("Connection", "close");
        sendProblem(response, "stopping");
        return;
      }
      inside++;
      response.once("close", () => {
        inside--;
        if (inside === 0) onEmpty();
      });
      next();
    },
    shut: () => {
      isShut = true;
    },
    empty: (within) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, inside === 0 ? 0 : within);
        onEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
