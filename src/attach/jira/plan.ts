import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { createdOnce } from "../created-once.ts";
import { delivered, told } from "../delivered.ts";
import type { Change, Plan } from "../destination.ts";
import { attachedName, type Documents, type ReportFile } from "../documents.ts";
import { ServiceError } from "../refused.ts";
import { COMMENT_LIMIT, type CommentDocument, commentDocument } from "./comment.ts";
import { type JiraComment, type JiraIssue, lookAt, ownComment } from "./issue.ts";

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
  const { caseId } = documents;
  const there = seen === null ? null : await ownComment(seen.connection, key, seen.me, caseId);
  const most = seen === null ? null : await uploadLimit(seen.connection);
  const uploads = documents.files.map((file) => upload(file, caseId, seen, most));
  const names = uploads.map(({ name }) => name);
  const planned = commentDocument(documents, names);
  const unchanged = there?.marker === planned.marker;
  const text = JSON.stringify(planned.document);
  const comment: Change = {
    action: there === null ? "create" : unchanged ? "keep" : "update",
    what: "the comment",
    size: text.length,
    unit: "characters",
    limit: COMMENT_LIMIT,
    payload: unchanged ? null : text,
  };
  return {
    changes: [...uploads, comment],
    async deliver(say) {
      if (seen === null) throw new Error("planned without looking");
      const attachOne = async (one: Upload): Promise<string> => {
        await attach(one, seen, key, most);
        return one.name;
      };
      const { done: attached, failed } = await delivered(uploads, attachOne, say);
      const id = await write(commentDocument(documents, attached), there, seen, key, caseId);
      told(comment, say);
      return { url: commentUrl(seen.connection, key, id), failed };
    },
  };
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
  { document: body, marker }: CommentDocument,
  there: JiraComment | null,
  { connection, me, issue }: Seen,
  key: string,
  ofCase: string,
): Promise<string> {
  const path = `/rest/api/3/issue/${key}/comment`;
  // Customers of a service project see a comment unless it says that it is internal.
  const internal = issue.serviceDesk ? { properties: [{ key: "sd.public.comment", value: { internal: true } }] } : {};
  if (there !== null) {
    if (there.marker !== marker)
      await connection.replace("PUT", `${path}/${there.id}`, { json: { body, ...internal } });
    return there.id;
  }
  return createdOnce(
    connection,
    async () =>
      checked(created, (await connection.create(path, { json: { body, ...internal } })).json, "Jira's comment").id,
    async () => (await ownComment(connection, key, me, ofCase))?.id ?? null,
  );
}

/** Null where the API is asked at another host than people use. */
function commentUrl({ origin }: Connection, key: string, id: string): string | null {
  return origin === "https://api.atlassian.com" ? null : `${origin}/browse/${key}?focusedCommentId=${id}`;
}
