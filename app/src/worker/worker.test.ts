import { encodePushMessage } from "@sighej/protocol";
import { expect, test } from "vitest";
import { nudge } from "../../test/made-up.ts";
import { preferred } from "../preferred.ts";
import { noticeOf } from "./notice.ts";
import { cachedPath, PAGE } from "./shell.ts";

const kept = new Set([PAGE, "/assets/page.js", "/mark.svg"]);
const get = (path: string, isPage = false, method = "GET") =>
  cachedPath({ method, path, isPage }, kept);

test("a notice names no interest, and takes the place of one for the same nudge", () => {
  const { id } = nudge(1);
  const notice = noticeOf(encodePushMessage({ kind: "nudge", nudge: id }), "en");
  expect(notice).toMatchObject({ tag: id, nudge: id, title: "SigHej" });
  expect(notice.body).toBe("Someone nearby shares an interest with you.");
  expect(noticeOf(encodePushMessage({ kind: "cue", nudge: id }), "da").body).toContain("begge ja");
});

test.each([undefined, "", "no JSON", '{"kind":"gossip"}'])(
  "%j, which nobody can read, is shown neutrally",
  (text) => {
    expect(noticeOf(text, "en")).toMatchObject({ tag: "sighej", nudge: undefined });
  },
);

test("pages of any venue and files of this release come from the cache, and nothing else", () => {
  expect(get("/v/7c9e6679-7425-40de-944b-e07fc1f90ae7", true)).toBe(PAGE);
  expect(get("/assets/page.js")).toBe("/assets/page.js");
  expect(get("/assets/other.js")).toBeUndefined();
  expect(get("/api/v1/session")).toBeUndefined();
  expect(get("/v/abc", true, "POST")).toBeUndefined();
  expect(get("/", true)).toBeUndefined();
});

test("the first of a phone's languages that we speak is spoken, else English", () => {
  expect(preferred(["fo", "da-DK", "en"])).toBe("da");
  expect(preferred(["de"])).toBe("en");
  expect(preferred([])).toBe("en");
});
