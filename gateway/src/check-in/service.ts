/**
 * Service: offers the check-in service with bleno (`protocol/src/check-in.ts`), on whatever adapter
 * this process has.
 *
 * bleno 0.6.2 advertises connectable, from the adapter's own address, and stops while a phone is
 * connected: whoever stays connected keeps everybody else out, so nobody stays long. A refusal to
 * advertise comes as an event only, and a write that is refused is all that a phone gets to see.
 */
import type Bleno from "@abandonware/bleno";
import { CHECK_IN_NONCE, CHECK_IN_PROOF, CHECK_IN_SERVICE, compactUuid } from "@sighej/protocol";
import { advertFor } from "./advert.ts";
import type { Desk, Proved } from "./desk.ts";

export interface Offer {
  /** Written under a chooser's heading, so that people find the gateway that they stand at. */
  readonly name: string;
  readonly desk: Desk;
  /** Whether a proof is of use now. */
  readonly taking: () => boolean;
  readonly proved: (checkIn: Proved) => void;
  /** On the air or not, whenever that changes. */
  readonly onAir: (is: boolean) => void;
}

/** Reading and writing take a second; a phone in a pocket is no reason to wait longer. */
const VISIT_MS = 15_000;
/** An adapter that refuses once may not the next time: another program had it. */
const AGAIN_MS = 10_000;
/** A controller answers within milliseconds; a hung one must not keep the process from ending. */
const STOP_TIMEOUT_MS = 1_000;

/** Returns how to withdraw the offer; that resolves once the adapter is off the air, or in a second. */
export function offer(bleno: typeof Bleno, { name, desk, taking, proved, onAir }: Offer) {
  let again: NodeJS.Timeout | undefined;
  let visit: NodeJS.Timeout | undefined;
  const { advert, scanResponse } = advertFor(name);

  function advertise(): void {
    clearTimeout(again);
    if (bleno.state !== "poweredOn") return;
    bleno.startAdvertisingWithEIRData(Buffer.from(advert), Buffer.from(scanResponse));
  }
  bleno.setServices([serviceOf(bleno, { desk, taking, proved })]);
  bleno.on("advertisingStart", (error) => {
    if (!error) onAir(true);
  });
  bleno.on("advertisingStartError", () => {
    onAir(false);
    again = setTimeout(advertise, AGAIN_MS);
  });
  bleno.on("accept", () => {
    desk.clear();
    clearTimeout(visit);
    visit = setTimeout(() => bleno.disconnect(), VISIT_MS);
  });
  bleno.on("disconnect", () => {
    desk.clear();
    clearTimeout(visit);
  });
  bleno.on("stateChange", (state) => {
    if (state === "poweredOn") advertise();
    else onAir(false);
  });

  return (): Promise<void> =>
    new Promise((resolve) => {
      clearTimeout(again);
      bleno.disconnect();
      setTimeout(resolve, STOP_TIMEOUT_MS).unref();
      bleno.stopAdvertising(() => resolve());
    });
}

function serviceOf(bleno: typeof Bleno, { desk, taking, proved }: Omit<Offer, "name" | "onAir">) {
  const { Characteristic, PrimaryService } = bleno;
  const nonce = new Characteristic({
    uuid: compactUuid(CHECK_IN_NONCE),
    properties: ["read"],
    onReadRequest: (offset, answer) => {
      const value = Buffer.from(desk.ask());
      if (offset > value.length) answer(Characteristic.RESULT_INVALID_OFFSET);
      else answer(Characteristic.RESULT_SUCCESS, value.subarray(offset));
    },
  });
  const proof = new Characteristic({
    uuid: compactUuid(CHECK_IN_PROOF),
    properties: ["write"],
    onWriteRequest: (written, offset, _withoutResponse, answer) => {
      const taken = offset === 0 && taking() ? desk.take(written) : undefined;
      if (taken?.ok) proved(taken.value);
      answer(taken?.ok ? Characteristic.RESULT_SUCCESS : Characteristic.RESULT_UNLIKELY_ERROR);
    },
  });
  return new PrimaryService({
    uuid: compactUuid(CHECK_IN_SERVICE),
    characteristics: [nonce, proof],
  });
}
