/**
 * Boards: the third-party receivers around this gateway, as its configuration lists them. Pure.
 *
 * Each was enrolled as a gateway of its own, so that an operator places it on the plan: it has a
 * credential at the venue's broker, which this gateway keeps for it, and a password for here.
 */
import { type GatewayId, parseGatewayId } from "@sighej/protocol";
import { isRecord } from "./settings.ts";

export interface Board {
  readonly gateway: GatewayId;
  /** At the venue's broker. */
  readonly username: string;
  readonly secret: string;
  /** What the board logs in with here; its user name is its gateway id. */
  readonly password: string;
}

/** Boards around one Pi: each is a pipeline of its own. A hall of 700 m² wants fifteen. */
export const MAX_BOARDS = 16;
/** One that is in a dictionary or is the default of a firmware would let anybody place people. */
export const MIN_PASSWORD = 12;

/** All of them, or undefined if one is wrong. */
export function parseBoards(raw: unknown): readonly Board[] | undefined {
  if (!Array.isArray(raw) || raw.length > MAX_BOARDS) return undefined;
  const boards = raw.map(parseBoard).filter((board) => board !== undefined);
  const distinct = new Set(boards.map(({ gateway }) => gateway)).size;
  return distinct === raw.length ? boards : undefined;
}

function parseBoard(raw: unknown): Board | undefined {
  if (!isRecord(raw) || Object.keys(raw).length !== 4) return undefined;
  const gateway = parseGatewayId(raw.gateway);
  const { username, secret, password } = raw;
  if (!gateway.ok || typeof username !== "string" || username === "") return undefined;
  if (typeof secret !== "string" || secret === "") return undefined;
  if (typeof password !== "string" || password.length < MIN_PASSWORD) return undefined;
  return { gateway: gateway.value, username, secret, password };
}
