/**
 * Credentials: turns a username and a password into a role. Some are fixed, from the configuration;
 * those of enrolled gateways are told by the matcher while the broker runs (`access-notice.ts`).
 *
 * Secrets are 32 random bytes, so one SHA-256 is enough to keep them out of the configuration: what
 * slow hashes defend against, guessing, takes 2^255 tries on average.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { type AccessNotice, type AccessRole, usernameOf, type VenueId } from "@sighej/protocol";

export interface Credential {
  /** A gateway's is `<venue>/<gateway>` and its MQTT client id too; others are named by their role. */
  readonly username: string;
  /** SHA-256 of the secret as text, 64 hexadecimal digits. */
  readonly secretHash: string;
  readonly role: AccessRole;
}

export function credentialOf(username: string, secret: string, role: AccessRole): Credential {
  return { username, secretHash: createHash("sha256").update(secret).digest("hex"), role };
}

export interface Keyring {
  /**
   * The role that this password proves; undefined for a wrong one and for an unknown username.
   * `untold`: it may be a gateway that the matcher, after a start of ours, has yet to tell of.
   */
  readonly roleOf: (
    username: string | undefined,
    password: Uint8Array | undefined,
  ) => AccessRole | "untold" | undefined;
  /** Takes what the matcher tells; the usernames whose credential is another one now, or none. */
  readonly told: (notice: AccessNotice) => ReadonlySet<string>;
}

interface Entry {
  readonly hash: Buffer;
  readonly role: AccessRole;
}

export function keyringOf(credentials: readonly Credential[]): Keyring {
  const fixed = new Map(credentials.map((each) => [each.username, entryOf(each)]));
  const enrolled = new Map<VenueId, ReadonlyMap<string, Entry>>();
  let toldAll = false;
  // An unknown username costs the same comparison as a wrong password, and always fails.
  const nobody = { hash: Buffer.alloc(32), role: undefined };
  const find = (username: string) => {
    const own = fixed.get(username);
    if (own !== undefined || !username.includes("/")) return own;
    return enrolled.get(username.slice(0, username.indexOf("/")) as VenueId)?.get(username);
  };
  const replace = (venue: VenueId, next: ReadonlyMap<string, Entry>): readonly string[] => {
    const before = enrolled.get(venue) ?? new Map<string, Entry>();
    if (next.size > 0) enrolled.set(venue, next);
    else enrolled.delete(venue);
    return [...before]
      .filter(
        ([username, { hash }]) => !fixed.has(username) && !next.get(username)?.hash.equals(hash),
      )
      .map(([username]) => username);
  };
  return {
    roleOf: (username, password) => {
      const found = find(username ?? "");
      const { hash, role } = found ?? nobody;
      const given = createHash("sha256")
        .update(password ?? "")
        .digest();
      if (timingSafeEqual(given, hash)) return role;
      return found === undefined && !toldAll && username?.includes("/") ? "untold" : undefined;
    },
    told: (notice) => {
      if (notice.kind === "venue") {
        const { venue } = notice;
        const entries = notice.gateways.map(({ gateway, secretHash }) => {
          const role: AccessRole = { kind: "gateway", venue, gateway };
          const username = usernameOf(role);
          return [username, entryOf({ username, secretHash, role })] as const;
        });
        return new Set(replace(venue, new Map(entries)));
      }
      toldAll = true;
      const gone = [...enrolled.keys()].filter((venue) => !notice.venues.includes(venue));
      return new Set(gone.flatMap((venue) => replace(venue, new Map())));
    },
  };
}

const entryOf = ({ secretHash, role }: Credential): Entry => ({
  hash: Buffer.from(secretHash, "hex"),
  role,
});
