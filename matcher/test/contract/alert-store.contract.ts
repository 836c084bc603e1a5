/**
 * What every implementation of `AlertStore` must do.
 */
import { randomBytes } from "node:crypto";
import { unixMs } from "@sighej/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { type AlertStore, type Listener, MAX_LISTENERS } from "../../src/alert-ports.ts";

const now = unixMs(1_800_000_000_000);
const later = (time: number) => unixMs(now + time);

/** `open`: an empty store, in which these accounts may have listeners. */
export function alertStoreContract(
  open: (accounts: readonly string[]) => Promise<AlertStore>,
): void {
  let store: AlertStore;
  beforeEach(async () => {
    store = await open(["anna", "bo"]);
  });

  const listener = (from: Partial<Listener> = {}): Listener => ({
    ...{ account: "anna", session: randomBytes(32).toString("hex"), until: later(1_000) },
    subscription: {
      endpoint: `https://push.example/${randomBytes(4).toString("hex")}`,
      keys: { p256dh: randomBytes(65).toString("base64url"), auth: "A".repeat(22) },
    },
    ...from,
  });

  describe("a store of alerts", () => {
    it("gives back what was kept, one for each session", async () => {
      const [first, other] = [listener(), listener({ account: "bo" })];
      const second = { ...listener(), session: first.session };
      for (const each of [first, other, second]) expect(await store.keep(each, now)).toBe("kept");
      const kept = await store.listening(now);
      expect(kept).toHaveLength(2);
      expect(kept).toEqual(expect.arrayContaining([second, other]));
      expect(await store.has(first.session, now)).toBe(true);
      expect(await store.has("another", now)).toBe(false);
    });

    it("forgets one when its session is over", async () => {
      const over = listener({ until: later(1) });
      await store.keep(over, now);
      expect(await store.has(over.session, later(1))).toBe(false);
      expect(await store.listening(later(1))).toEqual([]);
    });

    it("drops one, or all of an account but one", async () => {
      const [kept, gone, out, others] = [
        listener(),
        listener(),
        listener(),
        listener({ account: "bo" }),
      ];
      for (const each of [kept, gone, out, others]) await store.keep(each, now);
      await store.drop(out.session);
      await store.dropOf("anna", kept.session);
      expect((await store.listening(now)).map(({ session }) => session).toSorted()).toEqual(
        [kept.session, others.session].toSorted(),
      );
      await store.dropOf("anna");
      expect(await store.listening(now)).toEqual([others]);
    });

    it("keeps so many; those that are over make room", async () => {
      const first = listener();
      await store.keep(first, now);
      for (let each = 1; each < MAX_LISTENERS; each++) await store.keep(listener(), now);
      expect(await store.keep(listener(), now)).toBe("full");
      expect(await store.keep(first, now)).toBe("kept");
      expect(await store.keep(listener({ until: later(2_000) }), later(1_000))).toBe("kept");
      expect(await store.listening(later(1_000))).toHaveLength(1);
    });
  });
}
