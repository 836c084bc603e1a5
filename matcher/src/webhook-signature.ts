/**
 * Webhook signature: HMAC-SHA256 by a secret as Standard Webhooks writes it, `whsec_` and base64.
 */
import { createHmac } from "node:crypto";

export const webhookSignature = (secret: string, text: string): string =>
  createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .update(text)
    .digest("base64");
