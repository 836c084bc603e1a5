/**
 * Radio: a browser's Bluetooth as its DevTools protocol emulates it, with peripherals that answer
 * what is read from them and written to them. There is one for all pages of a browser.
 */
import type { Browser, CDPSession } from "playwright-core";

type Power = "absent" | "powered-off" | "powered-on";
/**
 * 0 is success. Of a connection: Core Specification, Vol 1 Part F §1.3. Of a read or a write: Vol 3
 * Part F §3.4.1.1.
 */
export type Code = number;

interface Characteristic {
  readonly uuid: string;
  read?(): Uint8Array;
  /** Takes what was written, and answers. */
  write?(bytes: Uint8Array): Code;
}

export interface Peripheral {
  readonly address: string;
  readonly name: string;
  readonly services: readonly {
    readonly uuid: string;
    readonly characteristics: readonly Characteristic[];
  }[];
  connect(): Code;
  /** Whether it is still there when it is asked what it can do. */
  stays(): boolean;
}

export interface Radio {
  /** To be called after a page was loaded anew, or a connection broke: both end the emulation. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

export async function openRadio(
  browser: Browser,
  power: Power,
  peripherals: readonly Peripheral[] = [],
): Promise<Radio> {
  const cdp = await browser.newBrowserCDPSession();
  const characteristics = new Map<string, Characteristic>();

  cdp.on("BluetoothEmulation.gattOperationReceived", ({ address, type }) => {
    const peripheral = peripherals.find((each) => each.address === address);
    // The only moment at which the emulation can break a connection that something is waiting for.
    if (type === "discovery" && peripheral?.stays() === false)
      return void cdp.send("BluetoothEmulation.simulateGATTDisconnection", { address });
    const code = type === "connection" ? (peripheral?.connect() ?? 0) : 0;
    void cdp.send("BluetoothEmulation.simulateGATTOperationResponse", { address, type, code });
  });
  cdp.on("BluetoothEmulation.characteristicOperationReceived", (asked) => {
    const { characteristicId, type, data = "" } = asked;
    const characteristic = characteristics.get(characteristicId);
    const read = type === "read" ? characteristic?.read?.() : undefined;
    const written = type === "write" ? Uint8Array.from(Buffer.from(data, "base64")) : undefined;
    const code = written === undefined ? 0 : (characteristic?.write?.(written) ?? 0);
    void cdp.send("BluetoothEmulation.simulateCharacteristicOperationResponse", {
      ...{ characteristicId, type, code },
      ...(read === undefined ? {} : { data: Buffer.from(read).toString("base64") }),
    });
  });

  async function enable(): Promise<void> {
    await cdp.send("BluetoothEmulation.enable", { state: power, leSupported: true });
    for (const peripheral of peripherals) await add(cdp, peripheral, characteristics);
  }
  await enable();

  return {
    renew: async () => {
      await cdp.send("BluetoothEmulation.disable");
      await enable();
    },
    stop: async () => {
      await cdp.send("BluetoothEmulation.disable");
      await cdp.detach();
    },
  };
}

/** Seen before by the machine, so that no advert has to find its way into the list. */
async function add(
  cdp: CDPSession,
  { address, name, services }: Peripheral,
  characteristics: Map<string, Characteristic>,
): Promise<void> {
  await cdp.send("BluetoothEmulation.simulatePreconnectedPeripheral", {
    ...{ address, name, manufacturerData: [] },
    knownServiceUuids: services.map(({ uuid }) => uuid),
  });
  for (const service of services) {
    const { serviceId } = await cdp.send("BluetoothEmulation.addService", {
      address,
      serviceUuid: service.uuid,
    });
    for (const characteristic of service.characteristics) {
      const { characteristicId } = await cdp.send("BluetoothEmulation.addCharacteristic", {
        serviceId,
        characteristicUuid: characteristic.uuid,
        properties: {
          read: characteristic.read !== undefined,
          write: characteristic.write !== undefined,
        },
      });
      characteristics.set(characteristicId, characteristic);
    }
  }
}
