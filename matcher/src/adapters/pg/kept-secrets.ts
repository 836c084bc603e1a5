/**
 * Kept secrets in SQL: second factors and secrets of webhooks, as they lie in their rows.
 */
import { parseVenueId } from "@sighej/protocol";
import type { KeptSecret, KeptSecrets } from "../../seal-ports.ts";
import type { Database } from "./database.ts";

export const keptSecretsOn = (database: Pick<Database, "ask">): readonly KeptSecrets[] => [
  factorsOn(database, "factor"),
  factorsOn(database, "new_factor"),
  webhooksOn(database),
];

const factorsOn = (
  { ask }: Pick<Database, "ask">,
  column: "factor" | "new_factor",
): KeptSecrets => ({
  kind: "second factor",
  all: () =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("staff_account")
        .select(["id", "name", `${column} as text`])
        .orderBy("name_key")
        .execute();
      return rows.flatMap(({ text, ...row }) => (text === null ? [] : [{ ...row, text }]));
    }),
  replace: async ({ id, text: from }, text) => {
    await ask((db) =>
      db
        .updateTable("staff_account")
        .set(column, text)
        .where("id", "=", id)
        .where(column, "=", from)
        .execute(),
    );
  },
  remove: ({ id, text }) =>
    ask(async (db) => {
      const removed = await db
        .updateTable("staff_account")
        .set(column, null)
        .where("id", "=", id)
        .where(column, "=", text)
        .returning("id")
        .execute();
      return removed.length > 0;
    }),
});

const webhooksOn = ({ ask }: Pick<Database, "ask">): KeptSecrets => ({
  kind: "webhook",
  all: () =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("bulletin_target")
        .select(["id", "venue", "address", "secret"])
        .orderBy("venue")
        .orderBy("id")
        .execute();
      return rows.flatMap(({ id, venue: of, address, secret: text }): readonly KeptSecret[] => {
        const venue = parseVenueId(of);
        if (text === null) return [];
        return [{ id, text, name: address, venue: venue.ok ? venue.value : undefined }];
      });
    }),
  replace: async ({ id, text: from }, secret) => {
    await ask((db) =>
      db
        .updateTable("bulletin_target")
        .set({ secret })
        .where("id", "=", id)
        .where("secret", "=", from)
        .execute(),
    );
  },
  // A webhook has a secret, which its receiver was told once: without it there is none.
  remove: ({ id, text }) =>
    ask(async (db) => {
      const removed = await db
        .deleteFrom("bulletin_target")
        .where("id", "=", id)
        .where("secret", "=", text)
        .returning("id")
        .execute();
      return removed.length > 0;
    }),
});
