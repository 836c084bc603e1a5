/**
 * BlueZ: the adapters of this machine over the kernel's management channel, as `Management`.
 *
 * It goes through the socket class that noble brings along, so that whatever stands below noble
 * stands below this too. The channel needs no bluetoothd.
 */
import { createRequire } from "node:module";
import { GatewayError } from "../errors.ts";
import type { Management } from "../management.ts";
import {
  type BluezCommand,
  decodeBluezEvent,
  encodeBluezCommand,
  indicesIn,
  infoIn,
  NO_INDEX,
  opcodeOf,
} from "./bluez-frames.ts";

/** The kernel answers at once; powering an adapter off and on takes a second at most. */
const ANSWER_TIMEOUT_MS = 3_000;

/** Statuses of BlueZ doc/mgmt-api.txt that an operator can do something about. */
const refusals: Readonly<Record<number, string>> = {
  18: "it is blocked; try `rfkill unblock bluetooth`",
  20: "this account may not (CAP_NET_ADMIN)",
};

interface ControlSocket extends NodeJS.EventEmitter {
  bindControl(): void;
  start(): void;
  stop(): void;
  write(frame: Buffer): void;
}
type SocketClass = new () => ControlSocket;

interface Question {
  readonly opcode: number;
  readonly index: number;
  readonly answer: (status: number, returns: Buffer) => void;
}

/** Undefined where the system has no such channel, or it does not answer; rejects never. */
export async function openBluez(): Promise<Management | undefined> {
  try {
    const fromHere = createRequire(import.meta.url);
    const fromNoble = createRequire(fromHere.resolve("@abandonware/noble"));
    const Socket: SocketClass = fromNoble("@abandonware/bluetooth-hci-socket");
    const socket = new Socket();
    socket.bindControl();
    const management = over(socket);
    await management.list();
    return management;
  } catch {
    return undefined;
  }
}

function over(socket: ControlSocket): Management {
  const questions = new Set<Question>();
  const listeners: (() => void)[] = [];
  socket.on("data", (frame: Buffer) => {
    const event = decodeBluezEvent(frame);
    if (event === undefined) return;
    if (event.says !== "answer") {
      for (const listener of listeners) listener();
      return;
    }
    for (const question of questions)
      if (question.opcode === event.opcode && question.index === event.index)
        question.answer(event.status, event.returns);
  });
  // A channel that breaks answers nothing, and whoever asks is told so by the time-out.
  socket.on("error", () => undefined);
  socket.start();

  function ask(command: BluezCommand): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const question: Question = {
        opcode: opcodeOf(command),
        index: command.ask === "list" ? NO_INDEX : command.index,
        answer: (status, returns) => {
          clearTimeout(overdue);
          questions.delete(question);
          if (status === 0) resolve(returns);
          else reject(failed(refusals[status] ?? `the kernel refuses, status ${status}`));
        },
      };
      const overdue = setTimeout(() => {
        questions.delete(question);
        reject(failed("the kernel does not answer"));
      }, ANSWER_TIMEOUT_MS);
      questions.add(question);
      socket.write(encodeBluezCommand(command));
    });
  }

  return {
    list: async () => {
      const indices = indicesIn(await ask({ ask: "list" }));
      const infos = await Promise.all(
        // One that was pulled out meanwhile is left out.
        indices.map((index) => ask({ ask: "info", index }).then(infoIn, () => undefined)),
      );
      return indices.flatMap((index, at) => {
        const info = infos[at];
        return info === undefined ? [] : [{ index, address: info.address }];
      });
    },
    powerCycle: async (index) => {
      await ask({ ask: "power", index, on: false });
      await ask({ ask: "power", index, on: true });
    },
    changed: (listener) => {
      listeners.push(listener);
    },
    close: () => {
      socket.stop();
      socket.removeAllListeners();
    },
  };
}

const failed = (what: string): GatewayError =>
  new GatewayError("management-failed", `the adapter cannot be switched: ${what}`);
