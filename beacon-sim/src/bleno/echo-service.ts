/**
 * EchoService: a GATT service that keeps what was written and notifies it, so that a test can see
 * connecting, discovering, reading, writing and notifying work. Nothing of ours uses it otherwise.
 */
import type Bleno from "@abandonware/bleno";

/** Made for this service; 128-bit, as bleno and noble write them. */
export const ECHO_SERVICE = "5e1c7b0a3f5d4a6f9d0e2a4c61b7e001";
const ECHO_CHARACTERISTIC = "5e1c7b0a3f5d4a6f9d0e2a4c61b7e002";
/** ATT's longest attribute value (Core Specification 5.4, Vol 3 Part F §3.2.9). */
const MAX_VALUE = 512;

/** What is read before anything was written. */
export const ECHO_AT_FIRST = "hej";

export function echoService(bleno: typeof Bleno): InstanceType<(typeof Bleno)["PrimaryService"]> {
  const { Characteristic, PrimaryService } = bleno;
  let value = Buffer.from(ECHO_AT_FIRST);
  let notify: ((value: Buffer) => void) | undefined;
  const echo = new Characteristic({
    uuid: ECHO_CHARACTERISTIC,
    properties: ["read", "write", "notify"],
    onReadRequest: (offset, answer) => {
      if (offset > value.length) answer(Characteristic.RESULT_INVALID_OFFSET);
      else answer(Characteristic.RESULT_SUCCESS, value.subarray(offset));
    },
    onWriteRequest: (written, offset, _withoutResponse, answer) => {
      if (offset !== 0 || written.length > MAX_VALUE) {
        answer(Characteristic.RESULT_INVALID_ATTRIBUTE_LENGTH);
        return;
      }
      value = Buffer.from(written);
      answer(Characteristic.RESULT_SUCCESS);
      notify?.(value);
    },
    onSubscribe: (_maxOctets, update) => {
      notify = update;
    },
    onUnsubscribe: () => {
      notify = undefined;
    },
  });
  return new PrimaryService({ uuid: ECHO_SERVICE, characteristics: [echo] });
}
