import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { commentMarker } from "./comment.ts";

const attachment = z.object({
  id: z.string(),
  filename: z.string(),
  author: z.object({ accountId: z.string() }).nullish(),
});
const issue = z.object({
  key: z.string(),
  fields: z.object({
    summary: z.string().nullish(),
    attachment: z.array(attachment).nullish(),
    project: z.object({ name: z.string(), projectTypeKey: z.string().optional() }).nullish(),
  }),
});

/** What is looked up of an issue. */
export interface JiraIssue {
  readonly summary: string;
  readonly project: string;
  /** Its customers read comments and files, unless they are internal. */
  readonly serviceDesk: boolean;
  /** Names of the files that this account attached. */
  readonly ownFiles: ReadonlySet<string>;
}

/** The issue as it is now. */
export async function lookAt(connection: Connection, key: string, me: string): Promise<JiraIssue> {
  const query = { fields: "summary,attachment,project" };
  const { fields } = checked(issue, (await connection.ask(`/rest/api/3/issue/${key}`, query)).json, "Jira's issue");
  const own = (fields.attachment ?? []).filter(({ author }) => author?.accountId === me);
  return {
    summary: fields.summary ?? "",
    project: fields.project?.name ?? "",
    serviceDesk: fields.project?.projectTypeKey === "service_desk",
    ownFiles: new Set(own.map(({ filename }) => filename)),
  };
}

const page = z.object({
  startAt: z.number(),
  total: z.number(),
  comments: z.array(
    z.object({ id: z.string(), body: z.unknown(), author: z.object({ accountId: z.string() }).nullish() }),
  ),
});

/** A comment of ours. */
export interface JiraComment {
  readonly id: string;
  /** Its last line. */
  readonly marker: string;
}

const PAGE = 100;

/** The first comment that this account wrote for this case; null for none. */
export async function ownComment(
  connection: Connection,
  key: string,
  me: string,
  ofCase: string,
): Promise<JiraComment | null> {
  for (let startAt = 0; ;) {
    const query = { startAt: String(startAt), maxResults: String(PAGE), orderBy: "created" };
    // oxlint-disable-next-line no-await-in-loop -- a page after the other
    const answer = await connection.ask(`/rest/api/3/issue/${key}/comment`, query);
    const { comments, total } = checked(page, answer.json, "Jira's comments");
    for (const { id, author, body } of comments) {
      const marker = lastText(body) ?? "";
      // Anybody can write our marker; only what we wrote is ours to change.
      if (author?.accountId === me && marker.startsWith(commentMarker(ofCase))) return { id, marker };
    }
    startAt += comments.length;
    if (comments.length === 0 || startAt >= total) return null;
  }
}

/** The last text of a document of the Atlassian Document Format; null for none. */
function lastText(node: unknown): string | null {
  if (typeof node !== "object" || node === null) return null;
  const { text, content } = node as { readonly text?: unknown; readonly content?: unknown };
  if (typeof text === "string") return text;
  return Array.isArray(content) ? lastText(content.at(-1)) : null;
}
