/**
 * OMG: what an OpenMQTTGateway board is told when it asks for its commands, so that nobody has to
 * type it. Pure.
 *
 * Unless told, it scans for ten seconds in a minute, connects to sensors in between, hides whatever
 * changes its address, and publishes no raw data. Names as in its main/ZgatewayBT and docs/use/ble.md.
 */
import type { IPublishPacket } from "mqtt-packet";

const settings = JSON.stringify({
  // ms between scans: as good as always.
  interval: 1,
  // A passive scan hears all that a beacon says, and makes no phone answer.
  forcepscn: true,
  adaptivescan: false,
  bleconnect: false,
  onlysensors: false,
  randommacs: true,
  pubadvdata: true,
  hasspresence: false,
});
/** It subscribes to `<base>/<name>/commands/#`. */
const COMMANDS = /^([^#+]{1,128})\/commands\/#$/;

/** Undefined for a subscription that is not such a board's. */
export function settingsFor(filter: string): IPublishPacket | undefined {
  const [, board] = COMMANDS.exec(filter) ?? [];
  return board === undefined
    ? undefined
    : {
        cmd: "publish",
        topic: `${board}/commands/MQTTtoBT/config`,
        payload: settings,
        qos: 0,
        dup: false,
        retain: false,
      };
}
