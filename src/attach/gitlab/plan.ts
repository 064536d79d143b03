import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { createdOnce } from "../created-once.ts";
import { delivered, told } from "../delivered.ts";
import type { Change, Plan } from "../destination.ts";
import { attachedName, type Documents, type ReportFile } from "../documents.ts";
import { ticketMarker } from "../marker.ts";
import { ServiceError } from "../refused.ts";
import { type Note, type NotePlace, noteOf, ownNote } from "./notes.ts";

/** https://docs.gitlab.com/administration/instance_limits/#size-of-comments-and-descriptions-of-issues-merge-requests-and-epics */
const LIMIT = 1_000_000;
/** Of the marker and the links. */
const REST = 4000;

/** A signed-in look at the ticket. */
export interface Seen {
  readonly connection: Connection;
  readonly me: number;
  readonly url: string;
}

interface Upload extends Change {
  readonly file: ReportFile;
  readonly name: string;
  /** Its link, when an earlier note of ours has it; null when it is to be uploaded. */
  readonly link: string | null;
}

/** One note with the report's sections, and links to the files, which are uploaded to the project. */
export async function notePlan(seen: Seen | null, place: NotePlace, documents: Documents): Promise<Plan> {
  const there = seen === null ? null : await ownNote(seen.connection, place, seen.me, documents.caseId);
  const text = noteText(documents);
  const uploads = documents.files.map((file) => upload(file, documents.caseId, there));
  const planned = uploads.map(({ name, link }) => ({ name, link: link ?? "(its address, once uploaded)" }));
  const shown = withLinks(text, planned);
  const unchanged = there !== null && there.body.trimEnd() === shown;
  const note: Change = {
    action: there === null ? "create" : unchanged ? "keep" : "update",
    what: "the note",
    size: shown.length,
    unit: "characters",
    limit: LIMIT,
    payload: unchanged ? null : shown,
  };
  return {
    changes: [...uploads, note],
    async deliver(say) {
      if (seen === null) throw new Error("planned without looking");
      const { connection } = seen;
      const linkOf = async (one: Upload): Promise<Link> => ({
        name: one.name,
        link: one.link ?? (await uploaded(connection, place, one)),
      });
      const { done: links, failed } = await delivered(uploads, linkOf, say);
      await write(withLinks(text, links), there, seen, place, documents.caseId);
      told(note, say);
      return { url: seen.url, failed };
    },
  };
}

function noteText({ ticket, caseId }: Documents): string {
  const { text } = ticket({ flavor: "gitlab", most: LIMIT - REST, elsewhere: " They are in the whole report." });
  return [ticketMarker(caseId, 1), "", text.trimEnd()].join("\n");
}

interface Link {
  readonly name: string;
  readonly link: string;
}

function withLinks(text: string, links: readonly Link[]): string {
  const lines = links.map(({ name, link }) => `- [${name}](${link})`);
  return withoutQuickActions([text, ...(lines.length === 0 ? [] : ["", "The whole report:", "", ...lines])].join("\n"));
}

/**
 * GitLab runs lines that begin with `/` as commands of the note's author. Foreign text never begins a line of ours, so
 * such a line would be of a template; it is refused rather than guessed whether GitLab takes it for one.
 */
function withoutQuickActions(text: string): string {
  const line = text.split("\n").findIndex((one) => /^\s*\//.test(one));
  if (line === -1) return text;
  throw new ServiceError("rejected", null, `line ${line + 1} of the note begins with /, which GitLab would run`);
}

function upload(file: ReportFile, ofCase: string, there: Note | null): Upload {
  const name = attachedName(file, ofCase);
  const known = there?.body.split("\n").find((line) => line.startsWith(`- [${name}](`));
  const link = known === undefined ? null : (/\]\((.*)\)$/.exec(known)?.[1] ?? null);
  const action = link === null ? "upload" : "keep";
  return { action, what: name, size: file.content.length, unit: "bytes", limit: null, payload: null, file, name, link };
}

const uploadAnswer = z.object({ url: z.string().regex(/^\/uploads\/[0-9a-f]{32}\/[\w.-]+$/) });

/** A file that nothing links to yet: sent twice after a broken answer, the first one is seen by nobody. */
async function uploaded(connection: Connection, place: NotePlace, { file, name }: Upload): Promise<string> {
  return createdOnce(
    connection,
    async () => {
      const parts = new FormData();
      parts.append("file", new Blob([file.content], { type: file.mediaType }), name);
      const { json } = await connection.create(`${place.project}/uploads`, { parts });
      return checked(uploadAnswer, json, "GitLab's upload").url;
    },
    () => Promise.resolve(null),
  );
}

async function write(
  body: string,
  there: Note | null,
  { connection, me }: Seen,
  place: NotePlace,
  ofCase: string,
): Promise<Note> {
  if (there?.body.trimEnd() === body) return there;
  if (there !== null)
    return noteOf((await connection.replace("PUT", `${place.ticket}/notes/${there.id}`, { json: { body } })).json);
  return createdOnce(
    connection,
    async () => noteOf((await connection.create(`${place.ticket}/notes`, { json: { body } })).json),
    () => ownNote(connection, place, me, ofCase),
  );
}
