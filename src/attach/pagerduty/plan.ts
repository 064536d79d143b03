import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { createdOnce } from "../created-once.ts";
import { eachDelivered } from "../delivered.ts";
import type { Change, Plan } from "../destination.ts";
import { contentHash, type Documents } from "../documents.ts";
import { type Chosen, mostImportant } from "../fit/most-important.ts";
import { plainText } from "../fit/plain-text.ts";
import { leftText } from "../left-text.ts";

/** PagerDuty states no limit for notes; who is on call reads them on a telephone, and the limit of a mail is far away. */
const LIMIT = 4000;

/** A signed-in look at the incident. */
export interface Seen {
  readonly connection: Connection;
  readonly url: string | null;
}

/**
 * A note of plain text. Notes can be neither changed nor removed: the same one is not written twice, and another one
 * says that it takes the place of the earlier.
 */
export async function notePlan(seen: Seen | null, id: string, documents: Documents): Promise<Plan> {
  const earlier = seen === null ? [] : await ownMarkers(seen.connection, id, documents.caseId);
  const { text, marker } = noteText(documents);
  const content = earlier.length === 0 ? text : `Takes the place of an earlier note of this case.\n${text}`;
  const there = earlier.includes(marker);
  const note: Change = {
    action: there ? "keep" : "create",
    what: earlier.length === 0 || there ? "the note" : "a further note",
    size: content.length,
    unit: "characters",
    limit: LIMIT,
    payload: there ? null : content,
  };
  return {
    changes: [note],
    async deliver(say) {
      if (seen === null) throw new Error("planned without looking");
      const { connection, url } = seen;
      const write = async (): Promise<boolean> => {
        if (there) return true;
        return createdOnce(
          connection,
          async () => {
            await connection.create(`/incidents/${id}/notes`, { json: { note: { content } } });
            return true;
          },
          async () => ((await ownMarkers(connection, id, documents.caseId)).includes(marker) ? true : null),
        );
      };
      const { failed } = await eachDelivered([note], write, say);
      return { url, failed };
    },
  };
}

interface NoteText {
  readonly text: string;
  /** Its last line: which case, and which content. */
  readonly marker: string;
}

function noteText({ brief, cite, caseId, title }: Documents): NoteText {
  const room = LIMIT - 200;
  const made = (chosen: Chosen): string =>
    [`Postmortem: ${title}`, plainText(chosen.kept, cite), leftText(chosen)].filter((part) => part !== "").join("\n\n");
  const text = made(mostImportant(brief, (chosen) => made(chosen).length <= room));
  const marker = `postmortem:ticket ${caseId} ${contentHash(text)}`;
  return { text: `${text}\n\n${marker}`, marker };
}

const notes = z.object({ notes: z.array(z.object({ content: z.string().nullish() })) });

/** Last lines of the notes of this case. Who can write notes can write them: then ours is taken for written. */
async function ownMarkers(connection: Connection, id: string, ofCase: string): Promise<readonly string[]> {
  const answer = checked(notes, (await connection.ask(`/incidents/${id}/notes`)).json, "PagerDuty's notes");
  return answer.notes.flatMap(({ content }) => {
    const last = (content ?? "").trimEnd().split("\n").at(-1) ?? "";
    return last.startsWith(`postmortem:ticket ${ofCase} `) ? [last] : [];
  });
}
