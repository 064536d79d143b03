import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { ticketPart } from "../marker.ts";

/** Where notes are. */
export interface NotePlace {
  /** `/projects/group%2Fproject` */
  readonly project: string;
  /** `/projects/group%2Fproject/issues/12` */
  readonly ticket: string;
  /** `issue group/project#12` */
  readonly what: string;
}

/** A note of ours. */
export interface Note {
  readonly id: number;
  readonly body: string;
}

const note = z.object({
  id: z.number(),
  body: z.string().nullish(),
  author: z.object({ id: z.number() }).nullish(),
  system: z.boolean().optional(),
});

/** One note of an answer. */
export function noteOf(json: unknown): Note {
  const { id, body } = checked(note, json, "GitLab's note");
  return { id, body: body ?? "" };
}

/** The first note that this user wrote for this case; null for none. */
export async function ownNote(
  connection: Connection,
  place: NotePlace,
  me: number,
  ofCase: string,
): Promise<Note | null> {
  const query = { per_page: "100", order_by: "created_at", sort: "asc" };
  for await (const { json } of connection.pages(`${place.ticket}/notes`, query)) {
    for (const one of checked(z.array(note), json, "GitLab's notes")) {
      // Anybody can write our marker; only what we wrote is ours to change.
      if (one.system === true || one.author?.id !== me) continue;
      if (ticketPart(one.body ?? "", ofCase) !== null) return noteOf(one);
    }
  }
  return null;
}
