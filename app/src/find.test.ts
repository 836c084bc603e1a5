import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { venue } from "../test/made-up.ts";
import {
  arrive,
  eventually,
  heading,
  matcher,
  named,
  press,
  says,
  setUp,
  tearDown,
  toOpen,
} from "../test/page.ts";

beforeEach(setUp);
afterEach(tearDown);

test("a zone that a code proves is called by its name, wherever it is said", async () => {
  matcher.more = { carriers: [...venue.carriers, { kind: "zone-code" }] };
  arrive();
  await toOpen();
  await press("How we find you");
  await heading("How we find you");
  await fireEvent.input(screen.getByLabelText("Six digits on the sign"), {
    target: { value: "123456" },
  });
  await press("Use this");
  await says(/Now: zone code of Main hall, until/);
  await press("Back");
  await says(/Main hall, by your check-in, until/);
  await press("What we keep");
  await says(/^zone code of Main hall, until/);
  await press("Back");
  await press("How we find you");
  await press("Give it back");
  await eventually(() => expect(screen.queryByText(/Main hall/)).toBeNull());
  expect(named("h1", "How we find you")).toBeTruthy();
});
