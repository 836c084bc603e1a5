/**
 * Outward: wires what the matcher asks and tells outside: webhooks, e-mail, and programmes that are read
 * from elsewhere.
 */
import type { VenueId } from "@sighej/protocol";
import { mailer } from "../adapters/mail/send.ts";
import { askerOutside } from "../adapters/outside/ask.ts";
import { scheduleReader } from "../adapters/schedule/reader.ts";
import { isTimeZone } from "../adapters/schedule/wall-time.ts";
import type { OutsideSettings } from "../config.ts";
import type { BulletinPorts } from "../flows/bulletins.ts";
import { importedSlots } from "../flows/schedules.ts";
import type { Stack } from "../stack.ts";
import { webhookSignature } from "../webhook-signature.ts";
import type { KeptStores } from "./kept-stores.ts";

type OutwardPorts = Omit<BulletinPorts, "askOutside" | "sendMail" | "sign" | "localTargets"> &
  Pick<KeptStores, "schedules">;

/** What it opens is closed by `open`. */
export function openOutward(
  open: Stack,
  { local = false, smtp }: OutsideSettings,
  { bulletins, schedules, venues, random, clock, count, report }: OutwardPorts,
) {
  const askOutside = askerOutside({ local });
  open.push(() => askOutside.stop());
  const sendMail = smtp && mailer(smtp);
  open.push(() => sendMail?.stop());
  const reader = scheduleReader();
  open.push(() => reader.stop());
  const bulletinPorts: BulletinPorts = {
    ...{ bulletins, venues, askOutside, sendMail, random, clock, count, report },
    sign: webhookSignature,
    localTargets: local,
  };
  return {
    ...{ bulletinPorts, schedules, scheduleReader: reader, isTimeZone, askOutside },
    importedSlots: (id: VenueId) => importedSlots({ schedules, clock }, id),
  };
}
