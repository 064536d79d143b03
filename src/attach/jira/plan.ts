import { z } from "zod";
import { words } from "../../report/index.ts";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { createdOnce } from "../created-once.ts";
import { told, whyOf } from "../delivered.ts";
import type { Change, Delivery, Plan } from "../destination.ts";
import { attachedName, type Documents, type ReportFile } from "../documents.ts";
import { type Chosen, mostImportant } from "../fit/most-important.ts";
import { leftText } from "../left-text.ts";
import { ServiceError } from "../refused.ts";
import { type AdfDocument, adfNodes, adfPanel, adfParagraph } from "./adf.ts";
import { type JiraComment, type JiraIssue, lookAt, ownComment } from "./issue.ts";

/**
 * Jira refuses a comment of more than 32,767 characters. Nobody says which: those of the text, or those of the document
 * that is stored. The document is the longer one, so it is held to that.
 * https://jira.atlassian.com/browse/JRACLOUD-68949
 */
const LIMIT = 32_767;

/** A signed-in look at the issue. */
export interface Seen {
  readonly connection: Connection;
  /** Account id. */
  readonly me: string;
  readonly issue: JiraIssue;
}

interface Upload extends Change {
  readonly file: ReportFile;
  readonly name: string;
}

/** The report's most important sections as a comment, and the whole of it as files. */
export async function issuePlan(seen: Seen | null, key: string, documents: Documents): Promise<Plan> {
  const marker = `postmortem:ticket ${documents.caseId}`;
  const there = seen === null ? null : await ownComment(seen.connection, key, seen.me, marker);
  const most = seen === null ? null : await uploadLimit(seen.connection);
  const uploads = documents.files.map((file) => upload(file, documents.caseId, seen, most));
  const names = uploads.map(({ name }) => name);
  const body = commentDocument(documents, names, marker);
  const unchanged = there !== null && sameDocument(there.body, body);
  const text = JSON.stringify(body);
  const comment: Change = {
    action: there === null ? "create" : unchanged ? "keep" : "update",
    what: "the comment",
    size: text.length,
    unit: "characters",
    limit: LIMIT,
    payload: unchanged ? null : text,
  };
  return {
    changes: [...uploads, comment],
    async deliver(say) {
      if (seen === null) throw new Error("planned without looking");
      const failed: Delivery["failed"][number][] = [];
      const attached: string[] = [];
      for (const one of uploads) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- one file after the other
          await attach(one, seen, key, most);
          attached.push(one.name);
          told(one, say);
        } catch (error) {
          failed.push({ what: one.what, why: whyOf(error) });
        }
      }
      await write(commentDocument(documents, attached, marker), there, seen, key, marker);
      told(comment, say);
      return { url: null, failed };
    },
  };
}

/** The comment's document: what has room, what has not, the files' names, and by what it is found again. */
function commentDocument(documents: Documents, files: readonly string[], marker: string): AdfDocument {
  const { brief, cite } = documents;
  const attached = files.length === 0 ? "" : `The whole report is attached: ${files.join(", ")}.`;
  const made = (chosen: Chosen): AdfDocument => {
    const told = [attached, leftText(chosen)].filter((text) => text !== "").map(words);
    return {
      version: 1,
      type: "doc",
      content: [
        ...adfNodes(chosen.kept, cite),
        ...(told.length === 0 ? [] : [adfPanel("info", told, cite)]),
        adfParagraph(words(marker), cite),
      ],
    };
  };
  return made(mostImportant(brief, (chosen) => JSON.stringify(made(chosen)).length <= LIMIT));
}

const meta = z.object({ enabled: z.boolean(), uploadLimit: z.number().optional() });

/** How large a file may be on this site, bytes; 0 when files are switched off, null when that is not told. */
async function uploadLimit(connection: Connection): Promise<number | null> {
  const { enabled, uploadLimit: most } = checked(
    meta,
    (await connection.ask("/rest/api/3/attachment/meta")).json,
    "Jira's limits",
  );
  return enabled ? (most ?? null) : 0;
}

function upload(file: ReportFile, ofCase: string, seen: Seen | null, limit: number | null): Upload {
  const name = attachedName(file, ofCase);
  const action = seen?.issue.ownFiles.has(name) === true ? "keep" : "upload";
  return { action, what: name, size: file.content.length, unit: "bytes", limit, payload: null, file, name };
}

/** Jira keeps two files of one name: what is there is not sent again, and what may be there is looked for first. */
async function attach({ action, file, name }: Upload, seen: Seen, key: string, most: number | null): Promise<void> {
  if (action === "keep") return;
  if (most !== null && file.content.length > most) throw new ServiceError("rejected", null, tooLarge(most));
  const { connection, me } = seen;
  await createdOnce(
    connection,
    async () => {
      const parts = new FormData();
      parts.append("file", new Blob([file.content], { type: file.mediaType }), name);
      const headers = { "x-atlassian-token": "no-check" };
      await connection.create(`/rest/api/3/issue/${key}/attachments`, { parts }, { headers });
      return true;
    },
    async () => ((await lookAt(connection, key, me)).ownFiles.has(name) ? true : null),
  );
}

function tooLarge(most: number): string {
  return most === 0 ? "files are switched off on this site" : `larger than the ${most} bytes this site takes`;
}

const created = z.object({ id: z.string() });

async function write(
  body: AdfDocument,
  there: JiraComment | null,
  { connection, me, issue }: Seen,
  key: string,
  marker: string,
): Promise<string> {
  const path = `/rest/api/3/issue/${key}/comment`;
  // Customers of a service project see a comment unless it says that it is internal.
  const internal = issue.serviceDesk ? { properties: [{ key: "sd.public.comment", value: { internal: true } }] } : {};
  if (there !== null) {
    if (!sameDocument(there.body, body))
      await connection.replace("PUT", `${path}/${there.id}`, { json: { body, ...internal } });
    return there.id;
  }
  return createdOnce(
    connection,
    async () =>
      checked(created, (await connection.create(path, { json: { body, ...internal } })).json, "Jira's comment").id,
    async () => (await ownComment(connection, key, me, marker))?.id ?? null,
  );
}

/** Whether Jira's document says the same: it may give the keys in another order. */
function sameDocument(theirs: unknown, ours: AdfDocument): boolean {
  return JSON.stringify(sorted(theirs)) === JSON.stringify(sorted(ours));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
