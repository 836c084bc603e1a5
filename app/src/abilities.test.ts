import { cameraTroubleOf } from "@sighej/page/camera";
import { expect, test } from "vitest";
import { venue } from "../test/made-up.ts";
import { pushFrom } from "./abilities.ts";
import { offeredTo, offersAny } from "./finding.ts";

const none = { hasPush: false, hasWorker: true, isApple: false, isInstalled: false };

test("notices are offered where they work, and an iPhone is sent to its Home Screen first", () => {
  expect(pushFrom({ ...none, hasPush: true })).toBe("yes");
  expect(pushFrom({ ...none, isApple: true })).toBe("install-first");
  expect(pushFrom({ ...none, isApple: true, isInstalled: true })).toBe("no");
  expect(pushFrom({ ...none, hasPush: true, hasWorker: false })).toBe("no");
});

test("only ways that the venue has and the phone can go are offered", () => {
  const phone = { push: "no", bluetooth: false, scan: false, camera: true, moves: false } as const;
  expect(offersAny(offeredTo(venue, { ...phone, bluetooth: true }))).toBe(false);
  const carriers = [{ kind: "badge" }, { kind: "check-in" }] as const;
  const equipped = { ...venue, carriers: [...carriers] };
  expect(offeredTo(equipped, phone)).toEqual({
    stock: true,
    zone: false,
    pair: false,
    checkIn: false,
    hear: false,
  });
  expect(offeredTo(equipped, { ...phone, bluetooth: true })).toMatchObject({
    pair: true,
    checkIn: true,
  });
});

test.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "absent"],
  ["NotReadableError", "busy"],
  ["InvalidStateError", "failed"],
])("a camera that says %s is %s", (name, trouble) => {
  expect(cameraTroubleOf(Object.assign(new Error("no"), { name }))).toBe(trouble);
});
