/** The virtual air, its controllers, and what drives them. */
export {
  ADV_IND,
  ADV_NONCONN_IND,
  ADV_SCAN_IND,
  type AddressType,
  type Advert,
  Air,
  type AirCounters,
  type Link,
  type PduType,
  RSSI_NOT_AVAILABLE,
} from "./air.ts";
export type { Binding } from "./beacon.ts";
export { beaconProgram } from "./bleno/program.ts";
export { type Cancel, type Clock, ManualClock, systemClock } from "./clock.ts";
export { SimError, type SimErrorCode } from "./errors.ts";
export type { FloorPlan } from "./floor-plan.ts";
export { antennaEnv, blenoAntenna } from "./hci/air-address.ts";
export type { Fault } from "./hci/fault.ts";
export { LocalAdapter, type LocalAdapterOptions } from "./hci/local-adapter.ts";
export type { HciLogEntry, HciLogReading } from "./hci/log.ts";
export { type AirServer, type AntennaState, serveAir } from "./hci/server.ts";
export { type HciSocket, hciSocketClass } from "./hci/socket.ts";
export type { Logger } from "./logger.ts";
export { preloadUrl } from "./preload-url.ts";
export { propagationIn } from "./radio/propagation.ts";
export type { Point } from "./radio/shadowing.ts";
export { type Readings, readSpot, type SpotReadings } from "./replay/readings.ts";
export {
  floorDistance,
  openRecording,
  type RecordedSpot,
  type Recording,
  recordedPositions,
} from "./replay/recording.ts";
export type { RecordingSource } from "./replay/stage.ts";
export { type Rng, seededRng } from "./rng.ts";
export {
  type CrowdSource,
  type Simulator,
  type SimulatorConfig,
  type Source,
  startSimulator,
} from "./simulator.ts";
export type { Guest } from "./stage.ts";
