/**
 * Send mail: hands a mail to the operator's own mail server, by SMTP (RFC 5321).
 */
import { seconds } from "@sighej/protocol";
import { createTransport } from "nodemailer";
import type { SendMail } from "../../outside-ports.ts";

export interface MailConfig {
  /** `smtp://` or `smtps://`, with name and password where the server wants them. */
  readonly url: string;
  /** Who it says that it is from. */
  readonly from: string;
}

/** A mail server that is there answers in a second or two. */
const ANSWER_WITHIN = seconds(10);
/** Connections side by side. */
const AT_ONCE = 2;

export function mailer({ url, from }: MailConfig): SendMail & { stop(): void } {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: AT_ONCE,
    connectionTimeout: ANSWER_WITHIN,
    greetingTimeout: ANSWER_WITHIN,
    socketTimeout: ANSWER_WITHIN,
    // A text of ours names no file and no URL, and none may be read for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const [, host = "localhost"] = /@([^>\s]+)/.exec(from) ?? [];
  const send: SendMail = async ({ to, subject, text, id }) => {
    try {
      await transport.sendMail({
        ...{ from, to, subject, text, messageId: `<${id}@${host}>` },
        // Whoever is on holiday need not answer (RFC 3834 §5).
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return undefined;
    } catch (cause) {
      const { responseCode, code } = cause as { responseCode?: number; code?: string };
      // What the server said may name the address: only its number goes on.
      return responseCode === undefined ? `smtp-${code ?? "failed"}` : `smtp-${responseCode}`;
    }
  };
  return Object.assign(send, { stop: () => transport.close() });
}
