/**
 * Parts: opens what needs one another in order, and closes it in the opposite order, also when one
 * of them could not be opened.
 */
export interface Part {
  stop(): Promise<void>;
}

/** Remembers a part, so that it is stopped before those that were opened earlier. */
export type Keep = <T extends Part>(part: T) => T;

/** What `open` made, with a `stop` for all the parts that it kept. */
export async function openParts<T>(open: (keep: Keep) => Promise<T>): Promise<T & Part> {
  const kept: Part[] = [];
  const keep: Keep = (part) => {
    kept.unshift(part);
    return part;
  };
  const stop = async () => {
    for (const part of kept.splice(0)) await part.stop();
  };
  try {
    return { ...(await open(keep)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
