/**
 * Owner call: the API as the owner of a house asks it, whose account is there.
 */
import { type House, OWNER } from "./house.ts";

/** Below `/api/v1/admin`, with JSON or a file; the answer's JSON, of one that is not a refusal. */
export type OwnerCall = (
  method: string,
  path: string,
  body?: unknown,
  file?: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> },
) => Promise<unknown>;

export async function ownerCallOf({ matcher }: House): Promise<OwnerCall> {
  const signedIn = await matcher.call("POST", "/api/v1/admin/sign-in", { body: OWNER });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const { csrf } = (await signedIn.json()) as { readonly csrf: string };
  const headers = { cookie, "x-csrf-token": csrf };
  return async (method, path, body, file) => {
    const answer = await matcher.call(method, `/api/v1/admin${path}`, {
      headers,
      ...(file === undefined ? { body } : { file }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
}
