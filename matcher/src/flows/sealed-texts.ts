/**
 * Sealed texts: turns a secret that lies in a row of its own into what is kept there, and back.
 *
 * A mark tells it from one that lies there plain, as before there were seals: no secret of ours has a
 * colon.
 */
import type { KeptSecret, KeptSecrets, Seal, Unsealed } from "../seal-ports.ts";

const MARK = "sealed:";

type Kind = KeptSecrets["kind"];

/** What the seal is about: it opens in no other row, and as nothing else of it. */
const aboutOf = (kind: Kind, id: string): string => `${kind} of ${id}`;

export const sealedText = (seal: Seal, kind: Kind, id: string, text: string): string =>
  MARK + seal.close(text, aboutOf(kind, id));

/** Undefined when it lies there plain. */
export const unsealedText = (
  seal: Seal,
  kind: Kind,
  { id, text }: Pick<KeptSecret, "id" | "text">,
): Unsealed | undefined =>
  text.startsWith(MARK) ? seal.open(text.slice(MARK.length), aboutOf(kind, id)) : undefined;

/**
 * As it lies there when it cannot be opened: it is a secret still, that nobody knows. To tell of none
 * would let in without a second factor, or sign by nothing.
 */
export function openedText(seal: Seal, kind: Kind, id: string, text: string): string {
  const unsealed = unsealedText(seal, kind, { id, text });
  return unsealed?.kind === "opened" ? unsealed.text : text;
}
