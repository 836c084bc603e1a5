/**
 * Controller: a virtual Bluetooth LE controller. HCI packets from its host in, HCI packets to its
 * host out, adverts and connections on the air between.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E (HCI), Vol 6 Part B (Link Layer). What each
 * command does is in `commands.ts`. A malformed packet is counted and ignored, as a controller that
 * lost a packet on its UART would; it never throws.
 */
import type { AddressType, Advert, Air, Station } from "../air.ts";
import type { Rng } from "../rng.ts";
import { Advertiser } from "./advertiser.ts";
import type { Answer, Command, Radio } from "./command.ts";
import { commands } from "./commands.ts";
import { Connections } from "./connections.ts";
import {
  type ConnectionFields,
  commandComplete,
  commandStatus,
  connectionComplete,
  enhancedConnectionComplete,
  LE_ENHANCED_CONNECTION_COMPLETE,
  LE_META,
} from "./events.ts";
import type { HciLog } from "./log.ts";
import { COMMAND_PACKET, type CommandPacket, decodePacket, EVENT_PACKET } from "./packets.ts";
import { Scanner } from "./scanner.ts";
import { COMMAND_DISALLOWED, INVALID_PARAMETERS, SUCCESS, UNKNOWN_COMMAND } from "./status.ts";

/** Where a controller's packets go. The packet belongs to the host from then on. */
interface Host {
  /** Events and data: must arrive. */
  packet(packet: Buffer): void;
  /** An advertising report: false when the host reads too slowly and it was thrown away. */
  report(packet: Buffer): boolean;
}

export interface ControllerOptions {
  /** The link's name for this controller, as transmitter and as receiver. */
  readonly id: string;
  readonly air: Air;
  /** Six octets, least significant first. */
  readonly publicAddress: Uint8Array;
  readonly rng: Rng;
  readonly host: Host;
  readonly log: HciLog;
}

/** §7.3.1 and §7.8.1: what is unmasked after a reset. */
const DEFAULT_EVENT_MASK = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0, 0);
const DEFAULT_LE_EVENT_MASK = Uint8Array.of(0x1f, 0, 0, 0, 0, 0, 0, 0);
/** Command Complete, Command Status and Number Of Completed Packets cannot be masked (§7.3.1). */
const UNMASKABLE: ReadonlySet<number> = new Set([0x0e, 0x0f, 0x13]);

export class Controller implements Station {
  readonly id: string;
  readonly scanner = new Scanner();
  readonly #options: ControllerOptions;
  readonly #advertiser: Advertiser;
  readonly #connections: Connections;
  readonly #radio: Radio;
  #randomAddress: Uint8Array = new Uint8Array(6);
  #eventMask: Uint8Array = DEFAULT_EVENT_MASK;
  #leEventMask: Uint8Array = DEFAULT_LE_EVENT_MASK;
  /** Whether the host has used legacy or extended advertising commands since the reset. */
  #family: Command["family"];
  #powered = false;

  constructor(options: ControllerOptions) {
    this.id = options.id;
    this.#options = options;
    const addressOf = (type: AddressType) =>
      type === "public" ? options.publicAddress : this.#randomAddress;
    this.#connections = new Connections({
      air: options.air,
      station: options.id,
      sendEvent: (packet) => this.#sendEvent(packet),
      sendComplete: (fields) => this.#sendConnectionComplete(fields),
      sendAcl: (packet) => this.#sendAcl(packet),
      onConnectedTo: () => this.#advertiser.stop(),
    });
    this.#advertiser = new Advertiser({
      air: options.air,
      rng: options.rng,
      transmitter: options.id,
      addressOf,
      connectionPoint: this.#connections,
    });
    this.#radio = {
      scanner: this.scanner,
      advertiser: this.#advertiser,
      connections: this.#connections,
      addressOf,
      setRandomAddress: (address) => {
        this.#randomAddress = address;
      },
      setEventMask: (mask) => {
        this.#eventMask = Uint8Array.from(mask);
      },
      setLeEventMask: (mask) => {
        this.#leEventMask = Uint8Array.from(mask);
      },
      sendEvent: (packet) => this.#sendEvent(packet),
      reset: () => this.#reset(),
    };
  }

  get powered(): boolean {
    return this.#powered;
  }

  get listening(): boolean {
    return this.#powered && (this.scanner.enabled || this.#connections.initiating);
  }

  get asking(): boolean {
    return this.scanner.asking;
  }

  /** Plugged in, or plugged in again: on the air, in the state after a reset. */
  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#reset();
    this.#options.air.attach(this);
  }

  /** Pulled out: off the air at once; peers of connections notice by their time-out. */
  powerOff(): void {
    if (!this.#powered) return;
    this.#reset();
    this.#powered = false;
    this.#options.air.detach(this);
  }

  /** One H4 packet from the host. Ignored while off. */
  receive(bytes: Uint8Array): void {
    if (!this.#powered) return;
    const { air, log } = this.#options;
    const packet = decodePacket(bytes);
    if (!packet.ok || packet.value.type === EVENT_PACKET) {
      log.malformed();
    } else if (packet.value.type === COMMAND_PACKET) {
      log.command(air.clock.now(), packet.value.opcode, bytes.length);
      this.#run(packet.value);
    } else {
      log.acl(air.clock.now(), "acl-from-host", bytes.length);
      this.#connections.send(packet.value);
    }
  }

  hear(advert: Advert, rssiDbm: number): void {
    const report = this.scanner.advert(advert, rssiDbm);
    if (report !== undefined) this.#sendReport(report);
    if (this.#connections.initiating) this.#connections.hear(advert);
  }

  hearScanResponse(advert: Advert, rssiDbm: number): void {
    const report = this.scanner.scanResponse(advert, rssiDbm);
    if (report !== undefined) this.#sendReport(report);
  }

  #run({ opcode, parameters }: CommandPacket): void {
    const command = commands.get(opcode);
    // Vol 1 Part F §2.1; as Command Status, for how many parameters Complete would have is unknown.
    if (command === undefined) {
      this.#sendEvent(commandStatus(opcode, UNKNOWN_COMMAND));
      return;
    }
    const { status, returns, after } = this.#answer(command, parameters);
    this.#sendEvent(
      command.answeredBy === "status"
        ? commandStatus(opcode, status)
        : commandComplete(opcode, status, returns),
    );
    if (status === SUCCESS) after?.();
  }

  #answer(command: Command, parameters: Buffer): Answer {
    if (command.octets !== undefined && command.octets !== parameters.length) {
      return { status: INVALID_PARAMETERS };
    }
    if (command.family !== undefined) {
      if (this.#family !== undefined && this.#family !== command.family) {
        return { status: COMMAND_DISALLOWED };
      }
      this.#family = command.family;
    }
    return command.run(this.#radio, parameters);
  }

  #reset(): void {
    this.scanner.reset();
    this.#advertiser.reset();
    this.#connections.vanish();
    this.#randomAddress = new Uint8Array(6);
    this.#eventMask = DEFAULT_EVENT_MASK;
    this.#leEventMask = DEFAULT_LE_EVENT_MASK;
    this.#family = undefined;
  }

  #sendConnectionComplete(fields: ConnectionFields): void {
    // §7.7.65.10: the enhanced event takes the plain one's place when the host has unmasked it.
    const enhanced = isSet(this.#leEventMask, LE_ENHANCED_CONNECTION_COMPLETE - 1);
    this.#sendEvent(enhanced ? enhancedConnectionComplete(fields) : connectionComplete(fields));
  }

  #sendEvent(packet: Buffer): void {
    if (!this.#unmasked(packet)) return;
    this.#options.log.event(this.#options.air.clock.now(), eventName(packet), packet.length);
    this.#options.host.packet(packet);
  }

  #sendReport(packet: Buffer): void {
    if (!this.#unmasked(packet)) return;
    const { host, log, air } = this.#options;
    if (host.report(packet)) log.report(air.clock.now(), eventName(packet), packet.length);
    else log.reportDropped();
  }

  #sendAcl(packet: Buffer): void {
    this.#options.log.acl(this.#options.air.clock.now(), "acl-to-host", packet.length);
    this.#options.host.packet(packet);
  }

  /** §7.3.1: event code n has bit n - 1 in its mask, LE subevents likewise in theirs. */
  #unmasked(packet: Buffer): boolean {
    const code = packet.readUInt8(1);
    if (UNMASKABLE.has(code)) return true;
    if (!isSet(this.#eventMask, code - 1)) return false;
    return code !== LE_META || isSet(this.#leEventMask, packet.readUInt8(3) - 1);
  }
}

const isSet = (mask: Uint8Array, bit: number): boolean =>
  (((mask[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;

const hex = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
const leNames = hex.map((subevent) => `3e/${subevent}`);

function eventName(packet: Buffer): string {
  const code = packet.readUInt8(1);
  return (code === LE_META ? leNames[packet.readUInt8(3)] : hex[code]) ?? "";
}
