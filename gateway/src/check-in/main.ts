/**
 * The check-in process: offers check-in at the gateway whose id is its argument, and tells the process
 * that started it of each proof. A process of its own, for bleno and noble stop each other on one
 * adapter, and a socket of each is bound once in a process's life.
 *
 * A bleno that dies by SIGTERM leaves a real adapter advertising, so every way to end takes it off
 * the air first; the gateway's own end is one of them.
 */
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import type Bleno from "@abandonware/bleno";
import { startDesk } from "./desk.ts";
import { decodeToDesk, encodeFromDesk, type FromDesk } from "./messages.ts";
import { offer } from "./service.ts";

const name = `SigHej ${process.argv[2] ?? ""}`.trim();
// bleno reads these when it is loaded; without the first it says the machine's name to whoever asks.
process.env.BLENO_DEVICE_NAME = name;
process.env.BLENO_ADVERTISING_INTERVAL = "250";

// Late, and by require: loading bleno opens a Bluetooth socket, which throws where there is none.
const bleno: typeof Bleno = createRequire(import.meta.url)("@abandonware/bleno");

// Until told otherwise: a proof that nobody passes on is worse than none.
let taking = false;
process.on("message", (message) => {
  taking = decodeToDesk(message)?.taking ?? taking;
});
const tell = (message: FromDesk): void => {
  if (process.connected) process.send?.(encodeFromDesk(message));
};

const withdraw = offer(bleno, {
  name,
  desk: startDesk(randomBytes),
  taking: () => taking,
  proved: (checkIn) => tell({ says: "proved", checkIn }),
  onAir: (is) => tell({ says: is ? "offered" : "withdrawn" }),
});

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  void withdraw().then(() => process.exit(0));
}
process.on("SIGTERM", end);
process.on("SIGINT", end);
process.on("disconnect", end);
