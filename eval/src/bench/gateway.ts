/**
 * Gateway: what an advert costs in a gateway, against a program on plain noble, fed the same HCI
 * packets in the same run. Process CPU, medians of several processes each, taken in turn.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

interface AdvertCost {
  /** Process CPU of one advert, µs: strangers' and ours. */
  readonly foreignUs: number;
  readonly oursUs: number;
}

export interface GatewayCost {
  readonly plain: AdvertCost;
  readonly gateway: AdvertCost;
  /** The gateway's share of what plain noble takes. */
  readonly foreignRatio: number;
  readonly oursRatio: number;
}

const PASSES = 5;
const host = fileURLToPath(new URL("./noble-host.ts", import.meta.url));

export async function benchGateway(adverts: number): Promise<GatewayCost> {
  const costs = new Map<string, number[]>();
  for (let pass = 0; pass < PASSES; pass++)
    for (const what of ["plain", "gateway"])
      for (const which of ["foreign", "ours"]) {
        const { us, heard } = await cost(what, which, adverts);
        // What is heard has to be right before it is worth a figure.
        if (heard !== (which === "ours" ? adverts : 0))
          throw new Error(`${what} heard ${heard} of ${adverts} adverts, ${which}`);
        const name = `${what} ${which}`;
        costs.set(name, [...(costs.get(name) ?? []), us]);
      }
  const median = (name: string): number => {
    const sorted = (costs.get(name) ?? []).toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? Number.NaN;
  };
  const of = (what: string): AdvertCost => ({
    foreignUs: median(`${what} foreign`),
    oursUs: median(`${what} ours`),
  });
  const [plain, gateway] = [of("plain"), of("gateway")];
  return {
    plain,
    gateway,
    foreignRatio: gateway.foreignUs / plain.foreignUs,
    oursRatio: gateway.oursUs / plain.oursUs,
  };
}

async function cost(
  what: string,
  which: string,
  adverts: number,
): Promise<{ readonly us: number; readonly heard: number }> {
  const child = fork(host, [what, which, String(adverts)], {
    execArgv: ["--conditions=@sighej/source", "--import", "tsx"],
  });
  const [said] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error(`the process with ${what} noble ended`);
    }),
  ]);
  return said;
}
