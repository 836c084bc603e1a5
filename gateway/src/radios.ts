/**
 * Radios: the adapters that this gateway listens with, each under its watchdog. Adapters are found
 * by their address and may come and go.
 */
import type { RadioHealth, RecoveryReason, RecoveryStep } from "@sighej/protocol";
import type { Logger } from "pino";
import { GatewayError } from "./errors.ts";
import type { AdapterListing, Management, ResetUsb } from "./management.ts";
import type { Hear, OpenRadio, Radio } from "./radio.ts";
import { startWatch, stepWatch, type Watch } from "./watchdog.ts";

/** Where the system lists no adapters nobody knows which one it is. */
const NAME_WITHOUT_NUMBER = "hci";

export interface RadiosParts {
  readonly open: OpenRadio;
  /** Undefined where the system cannot list adapters: then there is one, whichever comes first. */
  readonly management: Management | undefined;
  readonly resetUsb: ResetUsb;
  /** Addresses of the adapters to listen with; none: the first there is. */
  readonly addresses: readonly string[];
  readonly hear: Hear;
  readonly malformed: () => void;
  /** Whether ending the process makes it start again. */
  readonly supervised: boolean;
  /** The process before this one ended for want of a radio. */
  readonly ended: boolean;
  /** Ends the process, so that it is started anew. */
  readonly end: () => void;
  readonly recovered: (recovery: TakenStep) => void;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Logger;
}

export interface TakenStep {
  readonly adapter: string;
  readonly step: RecoveryStep;
  readonly reason: RecoveryReason;
  readonly problem?: string;
}

export interface AdapterView {
  readonly name: string;
  readonly health: RadioHealth;
  readonly adverts: number;
  /** Monotonic; undefined before the first advert. */
  readonly heardAt: number | undefined;
}

export interface Radios {
  /** Looks after every radio; to be called once a second. */
  readonly tick: () => void;
  readonly view: () => readonly AdapterView[];
  /** Ends every scan and begins it anew. */
  readonly rescan: () => void;
  readonly close: () => Promise<void>;
}

/** One adapter that is wanted, whether or not it is there. */
interface Slot {
  readonly address: string | undefined;
  index: number | undefined;
  present: boolean;
  radio: Radio | undefined;
  watch: Watch;
  health: RadioHealth;
  adverts: number;
  heardAt: number | undefined;
  /** A step is under way. */
  busy: boolean;
}

/** Rejects with a `GatewayError` where a radio cannot be used at all. */
export async function startRadios(parts: RadiosParts): Promise<Radios> {
  const { management, addresses, now, logger } = parts;
  const wanted = addresses.length === 0 ? [undefined] : addresses;
  const slots = wanted.map((address) => slotOf(address, now(), parts.ended));

  function open(slot: Slot): void {
    slot.radio = parts.open(slot.index, {
      hear: (packet, from, to, level) => {
        slot.adverts += 1;
        slot.heardAt = now();
        parts.hear(packet, from, to, level);
      },
      malformed: parts.malformed,
    });
  }

  /** Opens what has come and lets go of what has gone. */
  async function match(): Promise<void> {
    const there = await management?.list();
    for (const slot of slots) {
      const listing = there === undefined ? undefined : listingOf(slot, there, slots);
      const present = there === undefined || listing !== undefined;
      if (slot.radio !== undefined && (!present || listing?.index !== slot.index)) {
        logger.warn({ adapter: nameOf(slot) }, "adapter gone");
        await slot.radio.close();
        slot.radio = undefined;
      }
      slot.present = present;
      if (!present || slot.radio !== undefined) continue;
      slot.index = listing?.index;
      open(slot);
      slot.watch = { ...slot.watch, trouble: undefined };
    }
  }

  /** One at a time: adapters that come and go in quick succession. */
  let matching: Promise<void> = Promise.resolve();
  function matchSoon(): void {
    matching = matching.then(match).catch((error: unknown) => {
      if (!(error instanceof GatewayError)) throw error;
      logger.error({ code: error.code }, error.message);
    });
  }

  async function act(slot: Slot, step: RecoveryStep): Promise<void> {
    const { radio, index } = slot;
    switch (step) {
      case "scan":
        radio?.rescan();
        break;
      case "driver":
        radio?.reopen();
        break;
      case "power-cycle":
        if (index !== undefined) await management?.powerCycle(index);
        radio?.reopen();
        break;
      case "usb-reset":
        // It comes again as an adapter that has been plugged in.
        if (index !== undefined) await parts.resetUsb(index);
        break;
      case "exit":
        parts.end();
    }
  }

  function take(slot: Slot, step: RecoveryStep, reason: RecoveryReason): void {
    slot.busy = true;
    const adapter = nameOf(slot);
    logger.warn({ adapter, step, reason }, "seeing to the radio");
    act(slot, step)
      .then(
        () => parts.recovered({ adapter, step, reason }),
        (error: unknown) => {
          if (!(error instanceof GatewayError)) throw error;
          logger.error({ adapter, step, code: error.code }, error.message);
          parts.recovered({ adapter, step, reason, problem: error.message.slice(0, 64) });
        },
      )
      .finally(() => {
        slot.busy = false;
      });
  }

  const able = new Set<RecoveryStep>(["scan", "driver"]);
  if (management !== undefined) able.add("power-cycle").add("usb-reset");
  if (parts.supervised) able.add("exit");

  await match();
  management?.changed(matchSoon);
  return {
    tick: () => {
      for (const slot of slots) {
        const othersHear = slots.some((each) => each !== slot && each.health === "scanning");
        const facts = {
          state: slot.radio?.state() ?? "off",
          ...{ adverts: slot.adverts, present: slot.present, othersHear, able },
        } as const;
        const { watch, health, act: due } = stepWatch(slot.watch, facts, now(), parts.random());
        slot.watch = watch;
        slot.health = health;
        if (due !== undefined && !slot.busy) take(slot, due.step, due.reason);
      }
    },
    view: () =>
      slots.map(({ health, adverts, heardAt, ...slot }) => {
        return { name: nameOf(slot), health, adverts, heardAt };
      }),
    rescan: () => {
      for (const slot of slots) take(slot, "scan", "asked");
    },
    close: async () => {
      management?.close();
      await matching;
      await Promise.all(slots.map(({ radio }) => radio?.close()));
    },
  };
}

const slotOf = (address: string | undefined, now: number, ended: boolean): Slot => ({
  ...{ address, index: undefined, present: false, radio: undefined },
  ...{ watch: startWatch(now, ended), health: "starting", adverts: 0, heardAt: undefined },
  busy: false,
});

const nameOf = ({ index }: Pick<Slot, "index">): string => `${NAME_WITHOUT_NUMBER}${index ?? ""}`;

/** By its address; the one it has, or else the first that no other slot has, where none is named. */
function listingOf(
  slot: Slot,
  there: readonly AdapterListing[],
  slots: readonly Slot[],
): AdapterListing | undefined {
  if (slot.address !== undefined) return there.find(({ address }) => address === slot.address);
  const taken = (index: number) => slots.some((each) => each !== slot && each.index === index);
  return (
    there.find(({ index }) => slot.radio !== undefined && index === slot.index) ??
    there.find(({ index }) => !taken(index))
  );
}
