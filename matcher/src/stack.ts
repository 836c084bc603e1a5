/**
 * Stack: what has been opened, to be closed last first, whether a start failed or what started ends.
 */
type Close = () => Promise<void> | void;

export interface Stack {
  push(close: Close): void;
  /** Closes everything once; a second call has nothing left to do. */
  unwind(): Promise<void>;
}

export function stackOf(): Stack {
  const closes: Close[] = [];
  return {
    push: (close) => {
      closes.push(close);
    },
    unwind: async () => {
      for (let close = closes.pop(); close !== undefined; close = closes.pop()) await close();
    },
  };
}
