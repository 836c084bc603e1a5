/**
 * Mail server: a real one by SMTP on loopback, which keeps what it is handed.
 */
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface MailServer {
  readonly url: string;
  readonly received: { readonly to: readonly string[]; readonly text: string }[];
  /** Turns the next mail away with this code, as a server that is busy does. */
  refuseOnce(code: number): void;
  stop(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const received: { to: string[]; text: string }[] = [];
  let refusing: number | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      let text = "";
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      stream.on("end", () => {
        const responseCode = refusing;
        refusing = undefined;
        if (responseCode !== undefined)
          return done(Object.assign(new Error("busy"), { responseCode }));
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuseOnce: (code) => {
      refusing = code;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
