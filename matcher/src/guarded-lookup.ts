/**
 * Guarded lookup: resolves a name for a connection of ours, and refuses it when it leads where only we
 * can reach. Looked up by the connection itself, so that the address that was judged is the one used.
 */
import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";

/** Code of the error for a name that leads elsewhere. */
export const NOT_PUBLIC = "EACCES";

/** Resolves a name as ever, and refuses it when any of its addresses may not be reached. */
export function guardedLookup(reaches: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (cause, found: LookupAddress[]) => {
      const [first] = found ?? [];
      if (cause !== null) callback(cause, "", 0);
      else if (first === undefined || !found.every(({ address }) => reaches(address)))
        callback(Object.assign(new Error("not a public address"), { code: NOT_PUBLIC }), "", 0);
      else if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
