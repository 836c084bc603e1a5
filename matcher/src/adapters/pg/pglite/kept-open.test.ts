import { durationMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { keptOpen } from "./kept-open.ts";

/** Something that opens, or fails to, as it is told, and ends when it is told. */
function fleeting(fails: (attempt: number) => boolean) {
  const opened: { readonly number: number; readonly end: () => void }[] = [];
  let attempts = 0;
  const open = async () => {
    const number = attempts++;
    if (fails(number)) throw new Error(`attempt ${number}`);
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    opened.push({ number, end });
    return { number, ended };
  };
  return { open, opened, attempts: () => attempts };
}

const pauses = [0, 1, 1].map((each) => durationMs(each));
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("what is kept open", () => {
  it("is opened again when it ends, and those who ask meanwhile wait for it", async () => {
    const { open, opened } = fleeting((attempt) => attempt === 1);
    let ends = 0;
    const { signal } = new AbortController();
    const current = keptOpen(open, { pauses, signal, onEnd: () => ends++ });
    expect((await current()).number).toBe(0);
    opened[0]?.end();
    await settled();
    expect((await current()).number).toBe(2);
    expect(ends).toBe(1);
  });

  it("is given up when it has ended or failed once more than there are pauses", async () => {
    const { open, opened, attempts } = fleeting((attempt) => attempt > 1);
    const { signal } = new AbortController();
    const current = keptOpen(open, { pauses, signal, onEnd: () => {} });
    await current();
    opened[0]?.end();
    await settled();
    await current();
    opened[1]?.end();
    await settled();
    await expect(current()).rejects.toMatchObject({
      code: "store-failed",
      cause: new Error("attempt 3"),
    });
    expect(attempts()).toBe(4);
  });

  it("is not tried again when it could not be opened at first", async () => {
    const { open, attempts } = fleeting(() => true);
    const { signal } = new AbortController();
    const current = keptOpen(open, { pauses, signal, onEnd: () => {} });
    await expect(current()).rejects.toThrow("attempt 0");
    await settled();
    await expect(current()).rejects.toThrow("attempt 0");
    expect(attempts()).toBe(1);
  });

  it("is not opened again once it is over, not even in a pause", async () => {
    const { open, opened, attempts } = fleeting(() => false);
    const over = new AbortController();
    const current = keptOpen(open, {
      pauses: [durationMs(3_600_000)],
      signal: over.signal,
      onEnd: () => {},
    });
    await current();
    opened[0]?.end();
    await settled();
    const asked = current();
    over.abort();
    await expect(asked).rejects.toMatchObject({ code: "store-failed" });
    expect(attempts()).toBe(1);
  });
});
