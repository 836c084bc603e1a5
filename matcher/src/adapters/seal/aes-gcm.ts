/**
 * AES-GCM: seals texts by AES-256 in Galois/Counter Mode (NIST SP 800-38D), as base64url of
 *
 *     version 1 (1) ‖ key id (4) ‖ nonce (12) ‖ tag (16) ‖ ciphertext
 *
 * What stands before the nonce, and what the text is about, are authenticated with it: a row that is
 * put in the place of another does not open.
 */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { Random } from "../../ports.ts";
import type { Seal } from "../../seal-ports.ts";

const CIPHER = "aes-256-gcm";
const VERSION = 1;
/** Tells keys from each other, and nothing about them: part of an HMAC by the key. */
const KEY_ID_BYTES = 4;
/**
 * SP 800-38D §8.2.2: drawn at random, 2^32 of them may be used with one key. A set-up that changes
 * every second would take 136 years.
 */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES;

/** `keys`: 32 bytes each, the newest first, which seals; all of them open. */
export function aesGcmSeal(keys: readonly [Uint8Array, ...Uint8Array[]], random: Random): Seal {
  const heads = keys.map(headOf);
  const [newest] = keys;
  const head = headOf(newest);
  return {
    close: (text, about) => {
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, newest, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(aboutOf(head, about));
      const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([head, nonce, cipher.getAuthTag(), hidden]).toString("base64url");
    },
    open: (sealed, about) => {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < HEAD_BYTES + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION)
        return { kind: "damaged" };
      const at = heads.findIndex((each) => each.equals(bytes.subarray(0, HEAD_BYTES)));
      const key = keys[at];
      if (key === undefined) return { kind: "other-key" };
      const nonce = bytes.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      const hidden = bytes.subarray(HEAD_BYTES + NONCE_BYTES);
      decipher.setAAD(aboutOf(bytes.subarray(0, HEAD_BYTES), about));
      decipher.setAuthTag(hidden.subarray(0, TAG_BYTES));
      try {
        const text = Buffer.concat([
          decipher.update(hidden.subarray(TAG_BYTES)),
          decipher.final(),
        ]).toString("utf8");
        return { kind: "opened", text, byNewest: at === 0 };
      } catch {
        // The one thing that `final` throws for: the tag is of other bytes.
        return { kind: "damaged" };
      }
    },
  };
}

const headOf = (key: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from([VERSION]),
    createHmac("sha256", key).update("sighej-seal-key-id").digest().subarray(0, KEY_ID_BYTES),
  ]);

const aboutOf = (head: Uint8Array, about: string): Buffer =>
  Buffer.concat([head, Buffer.from(about, "utf8")]);
