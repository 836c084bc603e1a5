/**
 * Run record: five counters that outlive the process but not the machine's start, so that the next
 * run knows what this one lost.
 *
 * They are kept in a file in memory (tmpfs), where systemd's RuntimeDirectory is; a directory on any
 * other file system is refused, for nothing is ever written to a Pi's card.
 */
import { closeSync, openSync, readSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

interface RunRecord {
  /** Names this run of windows for ever, together with a sequence number. */
  readonly bootId: number;
  /** The sequence number that the next window gets. */
  readonly next: number;
  /** Windows that need not be sent any more: taken in or given up. */
  readonly settled: number;
  /** Windows that runs before this one held when they ended. */
  readonly lost: number;
  /** Times in a row that the process ended for want of a radio. */
  readonly radioEnds: number;
}

export interface RecordKeeper {
  /** What the run before has left; undefined for the first since the machine's start. */
  readonly found: RunRecord | undefined;
  readonly keep: (record: RunRecord) => void;
  readonly close: () => void;
}

const BYTES = 20;
/** TMPFS_MAGIC and RAMFS_MAGIC of Linux's magic.h. */
const inMemory = [0x01021994, 0x858458f6];

/** Undefined where there is no such folder, or it is not in memory. */
export function openRunRecord(folder: string | undefined): RecordKeeper | undefined {
  if (folder === undefined) return undefined;
  try {
    if (!inMemory.includes(statfsSync(folder).type)) return undefined;
    const file = openSync(join(folder, "windows"), "a+");
    closeSync(file);
    const open = openSync(join(folder, "windows"), "r+");
    const bytes = Buffer.alloc(BYTES);
    const found = readSync(open, bytes, 0, BYTES, 0) === BYTES ? recordIn(bytes) : undefined;
    return {
      found,
      keep: ({ bootId, next, settled, lost, radioEnds }) => {
        for (const [at, value] of [bootId, next, settled, lost, radioEnds].entries())
          bytes.writeUInt32LE(value, at * 4);
        writeSync(open, bytes, 0, BYTES, 0);
      },
      close: () => closeSync(open),
    };
  } catch {
    return undefined;
  }
}

function recordIn(bytes: Buffer): RunRecord {
  const [bootId = 0, next = 0, settled = 0, lost = 0, radioEnds = 0] = [0, 4, 8, 12, 16].map((at) =>
    bytes.readUInt32LE(at),
  );
  return { bootId, next, settled, lost, radioEnds };
}
