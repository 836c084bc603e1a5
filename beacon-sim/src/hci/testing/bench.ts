/** Bench: a virtual controller with a host that writes down what it is sent; for tests. */
import { Air, type Link } from "../../air.ts";
import { ManualClock } from "../../clock.ts";
import { seededRng } from "../../rng.ts";
import { Controller } from "../controller.ts";
import { HciLog } from "../log.ts";
import { encodeAcl, encodeCommand } from "../packets.ts";

export interface Bench {
  readonly controller: Controller;
  readonly log: HciLog;
  /** Sends a command; answers what came back at once, in hexadecimal, and forgets it. */
  command(opcode: number, hexParameters?: string): string[];
  /** Sends data as a host does. */
  acl(handle: number, boundary: number, hexPayload: string): void;
  /** Packets to the host since the last call, in hexadecimal without the H4 type. */
  received(): string[];
  /** Set to make the host refuse reports, as one that reads too slowly. */
  refuseReports: boolean;
}

export function manualAir(link: Link = () => -60): { air: Air; clock: ManualClock } {
  const clock = new ManualClock();
  return { air: new Air({ clock, link }), clock };
}

/** A powered controller whose public address ends in `last`. */
export function benchOn(air: Air, id: string, last: number): Bench {
  const log = new HciLog();
  let packets: Buffer[] = [];
  const received = (): string[] => {
    const hex = packets.map((packet) => packet.toString("hex", 1));
    packets = [];
    return hex;
  };
  const controller = new Controller({
    id,
    air,
    log,
    publicAddress: Uint8Array.of(last, 0, 0, 0, 0, 0x02),
    rng: seededRng(id),
    host: {
      packet: (packet) => packets.push(packet),
      report: (packet) => {
        if (bench.refuseReports) return false;
        packets.push(packet);
        return true;
      },
    },
  });
  const bench: Bench = {
    controller,
    log,
    command: (opcode, hexParameters = "") => {
      controller.receive(encodeCommand(opcode, Buffer.from(hexParameters, "hex")));
      return received();
    },
    acl: (handle, boundary, hexPayload) => {
      const payload = Buffer.from(hexPayload, "hex");
      controller.receive(encodeAcl({ handle, boundary, broadcast: 0, payload }));
    },
    received,
    refuseReports: false,
  };
  controller.powerOn();
  // As noble and bleno do: LE meta events are masked after a reset.
  bench.command(0x0c01, "fffffbff07f8bf3d");
  bench.command(0x2001, "1f00000000000000");
  return bench;
}
