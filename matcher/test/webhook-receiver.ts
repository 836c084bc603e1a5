/**
 * Webhook receiver: a real one on loopback that checks signatures with the library that Standard Webhooks
 * gives to receivers, so with another implementation than the one that signs.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type BulletinMessage, decodeBulletinMessage } from "@sighej/protocol";
import { Webhook } from "standardwebhooks";

interface Received {
  readonly id: string;
  readonly at: number;
  readonly message: BulletinMessage;
}

export interface WebhookReceiver {
  readonly url: string;
  /** Answers so from now on; 204 at first. */
  answers: number;
  /** By which signatures are checked; told when the target is made. */
  secret: string;
  readonly received: readonly Received[];
  /** Whatever was not as it has to be. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    request.on("end", () => {
      try {
        new Webhook(receiver.secret).verify(text, {
          "webhook-id": `${request.headers["webhook-id"]}`,
          "webhook-timestamp": `${request.headers["webhook-timestamp"]}`,
          "webhook-signature": `${request.headers["webhook-signature"]}`,
        });
        const message = decodeBulletinMessage(JSON.parse(text));
        if (!message.ok) throw new Error(message.problem.detail);
        if (receiver.answers === 204) {
          const id = `${request.headers["webhook-id"]}`;
          received.push({ id, at: Date.now(), message: message.value });
        }
      } catch (cause) {
        faults.push(String(cause));
      }
      response.writeHead(receiver.answers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    ...{ url: `http://127.0.0.1:${port}/hook`, answers: 204, secret: "", received, faults },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
