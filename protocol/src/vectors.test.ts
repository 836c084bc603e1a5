/**
 * The golden vectors: made by an implementation in another language, straight from the words of
 * the formats, so that this code and those words cannot drift apart together.
 */
import { describe, expect, it } from "vitest";
import adverts from "../vectors/adverts.json" with { type: "json" };
import bindings from "../vectors/badge-bindings.json" with { type: "json" };
import checkInFrames from "../vectors/check-in-frames.json" with { type: "json" };
import checkIns from "../vectors/check-ins.json" with { type: "json" };
import eids from "../vectors/eids.json" with { type: "json" };
import sightings from "../vectors/sightings.json" with { type: "json" };
import stockTags from "../vectors/stock-tags.json" with { type: "json" };
import tokens from "../vectors/tokens.json" with { type: "json" };
import topics from "../vectors/topics.json" with { type: "json" };
import links from "../vectors/venue-links.json" with { type: "json" };
import zoneCodes from "../vectors/zone-codes.json" with { type: "json" };
import { decodeAdvert, encodeAdvert } from "./advert.ts";
import { openBadgeBinding, sealBadgeBinding } from "./badge.ts";
import { asciiBytes, decodeHex, hexOf } from "./bytes.ts";
import { checkInProof, decodeCheckIn, encodeCheckIn, provesCheckIn } from "./check-in.ts";
import { decodeCheckInReport, encodeCheckInReport } from "./check-in-frame.ts";
import type { Decoded } from "./decoded.ts";
import { decodeIdentityKey, eidOf } from "./eid.ts";
import { epochAt, epochNumbered } from "./epoch.ts";
import { decodeBeaconKey, parseGatewayId, parseStockId, parseVenueId, parseZoneId } from "./ids.ts";
import { decodeSightings, encodeSightings } from "./sighting-frame.ts";
import { encodeSightingJson } from "./sighting-json.ts";
import { decodeFixedId, type FixedId, type PoolKey, stockTagToken } from "./stock-tag.ts";
import { parseToken, tokenOf, tokenText } from "./token.ts";
import { channels, parseTopic, partitionOf, topicOf } from "./topics.ts";
import { durationMs, unixMs } from "./units.ts";
import { decodeVenueLink, encodeVenueLink, type VenueLink } from "./venue-link.ts";
import { decodeCodeSecret, zoneDigitsAt, zoneJoinCodeAt, zoneSecretOf } from "./zone-code.ts";

function must<T>(result: Decoded<T>): T {
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value;
}
const bytes = (hex: string) => must(decodeHex(hex));
const key = (hex: string) => must(decodeBeaconKey(bytes(hex)));
const venue = (text: string) => must(parseVenueId(text));

describe("the golden vectors", () => {
  it.each(tokens.cases)("of epoch $epoch give token $token", (each) => {
    const epoch = epochAt(unixMs(each.unixSeconds * 1_000));
    expect(epoch).toBe(each.epoch);
    expect(tokenText(tokenOf(key(each.beaconKey), venue(each.venue), epoch))).toBe(each.token);
  });

  it.each(adverts.cases)("of an advert as $form with $token hold both ways", (each) => {
    const form = each.form === "service-uuid" ? "service-uuid" : "service-data";
    const advert = { form, token: must(parseToken(each.token)) } as const;
    expect(hexOf(encodeAdvert(advert))).toBe(each.bytes);
    expect(decodeAdvert(bytes(each.bytes))).toEqual({ ok: true, value: advert });
  });

  it.each(sightings.cases)("of a sighting frame hold both ways, packed and in JSON", (each) => {
    const batch = must(decodeSightings(bytes(each.bytes)));
    expect(hexOf(encodeSightings(batch))).toBe(each.bytes);
    expect(JSON.parse(String.fromCharCode(...encodeSightingJson(batch)))).toEqual(each.json);
    expect(decodeSightings(asciiBytes(JSON.stringify(each.json)))).toEqual({
      ok: true,
      value: batch,
    });
  });

  it.each(bindings.cases)("of a badge binding hold both ways", (each) => {
    const binding = {
      venue: venue(each.venue),
      key: key(each.beaconKey),
      now: unixMs(each.unixSeconds * 1_000),
    };
    const [code, nonce] = [bytes(each.bindCode), bytes(each.nonce)];
    expect(hexOf(sealBadgeBinding(binding, code, nonce))).toBe(each.bytes);
    expect(openBadgeBinding(bytes(each.bytes), code, nonce)).toEqual({ ok: true, value: binding });
  });

  it.each(checkIns.cases)("of a check-in hold both ways", (each) => {
    const [beaconKey, at, nonce] = [key(each.beaconKey), venue(each.venue), bytes(each.nonce)];
    const checkIn = must(decodeCheckIn(bytes(each.bytes)));
    expect(tokenText(checkIn.token)).toBe(each.token);
    expect(provesCheckIn(checkIn, beaconKey, at, nonce)).toBe(true);
    const proof = checkInProof(beaconKey, at, nonce);
    expect(hexOf(encodeCheckIn({ token: checkIn.token, proof }))).toBe(each.bytes);
  });

  it.each(eids.cases)("of an EID at $clockSeconds s with exponent $exponent give $eid", (each) => {
    const identityKey = must(decodeIdentityKey(bytes(each.identityKey)));
    expect(tokenText(eidOf(identityKey, each.clockSeconds, each.exponent))).toBe(each.eid);
  });

  it.each(stockTags.cases)("of a stock tag in epoch $epoch give token $token", (each) => {
    const tag = must(decodeFixedId(each.id as FixedId));
    const poolKey = bytes(each.poolKey) as PoolKey;
    const token = stockTagToken(poolKey, venue(each.venue), epochNumbered(each.epoch), tag);
    expect(tokenText(token)).toBe(each.token);
  });

  it.each(topics.cases)("of topic $topic hold both ways", (each) => {
    const channel = channels.find((name) => name === each.channel) ?? "command";
    const topic = {
      venue: venue(each.venue),
      gateway: must(parseGatewayId(each.gateway)),
      channel,
    };
    expect(partitionOf(topic.venue)).toBe(each.partition);
    expect(topicOf(topic)).toBe(each.topic);
    expect(parseTopic(each.topic)).toEqual({ ok: true, value: topic });
  });

  it.each(zoneCodes.cases)("of zone $zone at $unixSeconds show $digits and $joinCode", (each) => {
    const from = must(decodeCodeSecret(bytes(each.codeSecret)));
    const zone = zoneSecretOf(from, venue(each.venue), must(parseZoneId(each.zone)));
    const now = unixMs(each.unixSeconds * 1_000);
    expect(hexOf(zone)).toBe(each.zoneSecret);
    expect(zoneDigitsAt(zone, now)).toBe(each.digits);
    expect(zoneJoinCodeAt(zone, now)).toBe(each.joinCode);
  });

  it.each(checkInFrames.cases)("of a check-in frame of boot $bootId hold both ways", (each) => {
    const report = {
      bootId: each.bootId,
      at: unixMs(each.at),
      clockError: durationMs(each.clockErrorMs),
      nonce: bytes(each.nonce),
      token: must(parseToken(each.token)),
      proof: bytes(each.proof),
    };
    expect(hexOf(encodeCheckInReport(report))).toBe(each.bytes);
    expect(decodeCheckInReport(bytes(each.bytes))).toEqual({ ok: true, value: report });
  });

  it.each(links.cases)("of a link $link hold both ways", (each) => {
    const kind = each.kind === "badge" ? "badge" : "stock-tag";
    const link: VenueLink = {
      venue: venue(each.venue),
      ...(each.bindCode === undefined
        ? {}
        : { stock: { kind, id: must(parseStockId(each.id)), code: bytes(each.bindCode) } }),
      ...(each.digits === undefined
        ? {}
        : { zone: { id: must(parseZoneId(each.zone)), digits: each.digits } }),
      ...(each.join === undefined ? {} : { join: each.join }),
    };
    expect(encodeVenueLink(link)).toBe(each.link);
    expect(decodeVenueLink(each.link)).toEqual({ ok: true, value: link });
  });
});
