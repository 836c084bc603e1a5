/**
 * Chooser: the browser's own list of things to connect to, answered as a person would.
 */
import type { Page } from "playwright-core";

export interface Chooser {
  /** Presses the entry with this address, once it is in the list. */
  pick(address: string): Promise<void>;
  /** How many lists were opened. */
  readonly opened: number;
  /** Closes the list, once it is open. */
  cancel(): Promise<void>;
}

/** To be opened before what opens the list is pressed; one for each page. */
export async function chooserOf(page: Page): Promise<Chooser> {
  const cdp = await page.context().newCDPSession(page);
  /** A list is told of again whenever it grows, and the browser dies of a second answer. */
  const answered = new Set<string>();
  const seen = new Set<string>();
  let open: { readonly id: string; readonly addresses: readonly string[] } | undefined;
  let look: (() => void) | undefined;
  cdp.on("DeviceAccess.deviceRequestPrompted", ({ id, devices }) => {
    seen.add(id);
    if (answered.has(id)) return;
    open = { id, addresses: devices.map((each) => each.id) };
    look?.();
  });
  await cdp.send("DeviceAccess.enable");

  const listed = (holds: (addresses: readonly string[]) => boolean) =>
    new Promise<string>((resolve) => {
      look = () => {
        if (open === undefined || !holds(open.addresses)) return;
        const { id } = open;
        answered.add(id);
        open = undefined;
        look = undefined;
        resolve(id);
      };
      look();
    });
  return {
    get opened() {
      return seen.size;
    },
    pick: async (address) => {
      const id = await listed((addresses) => addresses.includes(address));
      await cdp.send("DeviceAccess.selectPrompt", { id, deviceId: address });
    },
    cancel: async () => {
      const id = await listed(() => true);
      await cdp.send("DeviceAccess.cancelPrompt", { id });
    },
  };
}
