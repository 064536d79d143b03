import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { ticketPart } from "../marker.ts";

/** Where comments are. */
export interface Thread {
  /** `/repos/o/r` */
  readonly repository: string;
  readonly number: string;
}

/** Who the token acts as. */
export interface Me {
  readonly id: number;
  readonly login: string;
}

/** A comment of ours. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
}

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  html_url: z.string(),
  /** Null for an account that is gone. */
  user: z.object({ id: z.number() }).nullish(),
});

/** One comment of an answer. */
export function commentOf(json: unknown): Comment {
  const { id, body, html_url: url } = checked(comment, json, "GitHub's comment");
  return { id, body: body ?? "", url };
}

/** The comments that this user wrote for this case, by part; the first of each, and further ones of the same part. */
export async function ownComments(
  connection: Connection,
  { repository, number }: Thread,
  me: Me,
  ofCase: string,
): Promise<ReadonlyMap<number, readonly Comment[]>> {
  const found = new Map<number, readonly Comment[]>();
  for await (const { json } of connection.pages(`${repository}/issues/${number}/comments`, { per_page: "100" })) {
    for (const one of checked(z.array(comment), json, "GitHub's comments")) {
      const part = ticketPart(one.body ?? "", ofCase);
      // Anybody can write our marker; only what we wrote is ours to change.
      if (part === null || one.user?.id !== me.id) continue;
      found.set(part, [...(found.get(part) ?? []), commentOf(one)]);
    }
  }
  return found;
}
