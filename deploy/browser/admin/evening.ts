/**
 * Evening: turns an hour into the time zone whose clocks show it now, so that a browser there has had the
 * day whose figures it is to show, whenever this runs.
 */

/** Etc/GMT-3 is three hours ahead of UTC. */
export function zoneWhereItIs(hour: number): string {
  const ahead = hour - new Date().getUTCHours();
  const within = ahead > 12 ? ahead - 24 : ahead;
  return `Etc/GMT${within > 0 ? "-" : "+"}${Math.abs(within)}`;
}
