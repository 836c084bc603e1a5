/**
 * Check-in phone: a phone with real noble, in a process of its own, that does what the app does over Web
 * Bluetooth. It asks its parent for the proof, for that has the session.
 */
import { createRequire } from "node:module";
import type * as Noble from "@abandonware/noble";
import { CHECK_IN_NONCE, CHECK_IN_PROOF, CHECK_IN_SERVICE, compactUuid } from "@sighej/protocol";

export type PhoneSays =
  /** Connected, and has read; bytes as hexadecimal. */
  | {
      readonly says: "asked";
      readonly name: string;
      readonly deviceName: string;
      readonly nonce: string;
    }
  /** What came of each write, in turn. */
  | { readonly says: "written"; readonly taken: readonly boolean[] };

/** Of the Generic Access service that every peripheral has (Assigned Numbers, Bluetooth SIG). */
const DEVICE_NAME = "2a00";

const noble: typeof Noble = createRequire(import.meta.url)("@abandonware/noble");
const tell = (message: PhoneSays) => process.send?.(message);

noble.on("stateChange", (state) => {
  if (state === "poweredOn") void noble.startScanningAsync([compactUuid(CHECK_IN_SERVICE)], false);
});
noble.once("discover", (gateway) => void visit(gateway));

async function visit(gateway: Noble.Peripheral): Promise<void> {
  await noble.stopScanningAsync();
  await gateway.connectAsync();
  const { characteristics } = await gateway.discoverAllServicesAndCharacteristicsAsync();
  const of = (uuid: string) => {
    const found = characteristics.find((each) => each.uuid === uuid);
    if (found === undefined) throw new Error("the gateway lacks a characteristic");
    return found;
  };
  const [nonce, proof] = [of(compactUuid(CHECK_IN_NONCE)), of(compactUuid(CHECK_IN_PROOF))];
  const device = of(DEVICE_NAME);
  process.once("message", (writes: readonly string[]) => {
    void write(gateway, proof, device, writes);
  });
  tell({
    says: "asked",
    name: gateway.advertisement.localName,
    deviceName: String(await device.readAsync()),
    nonce: (await nonce.readAsync()).toString("hex"),
  });
}

/** noble never tells of a write that was refused: it was, if a read after it is answered first. */
async function write(
  gateway: Noble.Peripheral,
  proof: Noble.Characteristic,
  device: Noble.Characteristic,
  writes: readonly string[],
): Promise<void> {
  const taken: boolean[] = [];
  for (const hex of writes) {
    let answered = false;
    void proof.writeAsync(Buffer.from(hex, "hex"), false).then(() => {
      answered = true;
    });
    await device.readAsync();
    taken.push(answered);
  }
  await gateway.disconnectAsync();
  tell({ says: "written", taken });
}
// noble never lets a process end by itself, and a test that died must not leave one behind.
process.on("disconnect", () => process.exit(0));
