/** Addresses: turns where the app listens into what people can open, and into a QR code. */
import { networkInterfaces } from "node:os";
import { renderUnicodeCompact } from "uqr";

export interface AppAddresses {
  /** For a browser on this machine. */
  readonly local: string;
  /** For a phone on the same network; absent when only this machine may connect. */
  readonly network: string | undefined;
}

export function addressesOf(host: string, port: number, path: string): AppAddresses {
  const everywhere = host === "0.0.0.0" || host === "::";
  const loopback = host === "localhost" || host.startsWith("127.") || host === "::1";
  const local = `http://${everywhere || loopback ? "localhost" : host}:${port}${path}`;
  const outside = everywhere ? firstOutsideAddress() : loopback ? undefined : host;
  return { local, network: outside && `http://${outside}:${port}${path}` };
}

function firstOutsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === "IPv4" && !each.internal)?.address;
}

/** What a person is shown when the venue is ready. `adminCode` is said here and nowhere else. */
export function banner(venue: string, { local, network }: AppAddresses, adminCode: string): string {
  const lines = ["", `  ready: ${venue}`, "", `  on this machine   ${local}`];
  if (network !== undefined) lines.push(`  from a phone      ${network}`);
  lines.push(`  for staff         ${new URL("/admin", local).href}`);
  lines.push(`                    admin code ${adminCode}`);
  const code = renderUnicodeCompact(network ?? local, { border: 2 });
  return [...lines, "", ...code.split("\n").map((line) => `  ${line}`), ""].join("\n");
}
