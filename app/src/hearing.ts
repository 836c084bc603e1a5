/**
 * Hearing: the tokens that this phone itself hears around it, by Web Bluetooth Scanning, where a
 * browser has that (a draft, behind a flag as of Chromium 150).
 */
import {
  AD_COMPLETE_UUIDS_128,
  AD_SERVICE_DATA_128,
  ADVERT_UUID,
  ADVERT_UUID_PREFIX,
  compactUuid,
  concatBytes,
  decodeAdvert,
  encodeAd,
  MATCH_TOKENS_MAX,
  seconds,
  type Token,
  tokenText,
  uuidOnAir,
} from "@sighej/protocol";
import { troubleOf } from "./bluetooth-trouble.ts";
import type { Trouble } from "./finding.ts";

/** A token is on the air for minutes: often enough to notice who comes, and few requests. */
const TELL_EVERY = seconds(4);

/** What of an advert a page is shown. */
interface AdvertSeen extends Event {
  readonly uuids?: readonly string[];
  readonly serviceData?: ReadonlyMap<string, DataView>;
}
interface Scanner extends EventTarget {
  requestLEScan(options: {
    readonly acceptAllAdvertisements: boolean;
    readonly keepRepeatedDevices: boolean;
  }): Promise<{ stop(): void }>;
}

export const scannerHere = (): Scanner | undefined => {
  const { bluetooth } = navigator as { readonly bluetooth?: Partial<Scanner> };
  return bluetooth?.requestLEScan === undefined ? undefined : (bluetooth as Scanner);
};

/** Listens until `signal` aborts, and tells what was heard since the last time. Only from a press. */
export async function hear(
  scanner: Scanner | undefined,
  tell: (tokens: readonly string[]) => void,
  signal: AbortSignal,
): Promise<Trouble | undefined> {
  if (scanner === undefined) return "bt-absent";
  let heard = new Set<Token>();
  const take = (seen: Event): void => {
    for (const token of tokensIn(seen)) if (heard.size < MATCH_TOKENS_MAX) heard.add(token);
  };
  try {
    // Filters know the UUIDs of services, and a badge's is only in its service data.
    const all = { acceptAllAdvertisements: true, keepRepeatedDevices: true };
    const scan = await scanner.requestLEScan(all);
    if (signal.aborted) {
      scan.stop();
      return undefined;
    }
    scanner.addEventListener("advertisementreceived", take);
    const telling = setInterval(() => {
      if (heard.size > 0) tell([...heard].map(tokenText));
      heard = new Set();
    }, TELL_EVERY);
    signal.addEventListener("abort", () => {
      clearInterval(telling);
      scanner.removeEventListener("advertisementreceived", take);
      scan.stop();
    });
    return undefined;
  } catch (cause) {
    return troubleOf(cause);
  }
}

/** A browser has taken the advert apart: its parts are put together as they were on the air. */
export function tokensIn({ uuids = [], serviceData = new Map() }: AdvertSeen): readonly Token[] {
  const said = serviceData.get(ADVERT_UUID);
  const data = said && new Uint8Array(said.buffer, said.byteOffset, said.byteLength);
  const structures = [
    ...(data === undefined
      ? []
      : [{ type: AD_SERVICE_DATA_128, value: concatBytes(uuidOnAir(ADVERT_UUID), data) }]),
    ...uuids
      .filter((uuid) => compactUuid(uuid).startsWith(ADVERT_UUID_PREFIX))
      .map((uuid) => ({ type: AD_COMPLETE_UUIDS_128, value: uuidOnAir(uuid) })),
  ];
  return structures.flatMap((structure) => {
    const bytes = encodeAd([structure]);
    const advert = bytes.ok ? decodeAdvert(bytes.value) : bytes;
    return advert.ok ? [advert.value.token] : [];
  });
}
