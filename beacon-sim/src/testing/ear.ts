/**
 * Ear: a receiver on the air that writes down what it hears. Test code.
 */
import type { Advert, Air, Station } from "../air.ts";

export interface Heard {
  readonly gateway: string;
  readonly advert: Advert;
  readonly rssi: number;
}

/** Listens at every one of `ids`; answers the list that grows. */
export function listenAt(air: Air, ids: readonly string[]): Heard[] {
  const heard: Heard[] = [];
  for (const id of ids) {
    const station: Station = {
      id,
      listening: true,
      asking: false,
      hear: (advert, rssi) => heard.push({ gateway: id, advert, rssi }),
      hearScanResponse: () => {},
    };
    air.attach(station);
  }
  return heard;
}
