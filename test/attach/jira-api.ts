import { adfDocument } from "./adf-schema.ts";
import { type ApiServer, type Call, fieldsOf, fileOf, type Reply, serve } from "./api-server.ts";
import { CANARY } from "./desk.ts";

interface StoredJiraComment {
  readonly id: string;
  body: unknown;
  readonly author: { readonly accountId: string };
  internal: boolean;
}

export interface JiraApi extends ApiServer {
  readonly comments: StoredJiraComment[];
  readonly attachments: {
    readonly id: string;
    readonly filename: string;
    readonly author: { readonly accountId: string };
  }[];
  readonly settings: { uploadLimit: number; serviceDesk: boolean };
}

const ISSUE = "/rest/api/3/issue/OPS-7";

/**
 * Comments and attachments of Jira Cloud's REST API, version 3.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/
 */
export async function jiraApi(): Promise<JiraApi> {
  const comments: StoredJiraComment[] = [];
  const attachments: JiraApi["attachments"] = [];
  const settings: JiraApi["settings"] = { uploadLimit: 10_000_000, serviceDesk: false };
  const author = { accountId: "me" };
  const answer = async (call: Call): Promise<Reply> => {
    const { method, path, headers, query } = call;
    const basic = Buffer.from(`me@example.com:${CANARY}`).toString("base64");
    if (headers.get("authorization") !== `Basic ${basic}`) return { status: 401, json: {} };
    switch (`${method} ${path}`) {
      case "GET /rest/api/3/myself":
        return { status: 200, json: author };
      case "GET /rest/api/3/attachment/meta":
        return { status: 200, json: { enabled: settings.uploadLimit > 0, uploadLimit: settings.uploadLimit } };
      case `GET ${ISSUE}`: {
        const projectTypeKey = settings.serviceDesk ? "service_desk" : "software";
        const fields = { summary: "Down", attachment: attachments, project: { name: "Operations", projectTypeKey } };
        return { status: 200, json: { id: "1", key: "OPS-7", fields } };
      }
      case `GET ${ISSUE}/comment`: {
        const startAt = Number(query.get("startAt") ?? 0);
        const page = comments.slice(startAt, startAt + Math.min(50, Number(query.get("maxResults") ?? 50)));
        return { status: 200, json: { startAt, total: comments.length, comments: page } };
      }
      case `POST ${ISSUE}/comment`: {
        const body = taken(call);
        if ("status" in body) return body;
        const comment = { id: String(comments.length + 1), author, ...body };
        comments.push(comment);
        return { status: 201, json: comment };
      }
      case `POST ${ISSUE}/attachments`: {
        if (headers.get("x-atlassian-token") !== "no-check")
          return { status: 403, json: { message: "XSRF check failed" } };
        const file = await fileOf(call);
        if (file.size > settings.uploadLimit) return { status: 413, json: {} };
        const attachment = { id: String(attachments.length + 1), filename: file.name, author };
        attachments.push(attachment);
        return { status: 200, json: [attachment] };
      }
      default: {
        const id = new RegExp(`^PUT ${ISSUE}/comment/(\\d+)$`).exec(`${method} ${path}`)?.[1];
        const comment = comments.find((one) => one.id === id);
        if (comment === undefined) return { status: 404, json: { errorMessages: ["Issue does not exist"] } };
        const body = taken(call);
        if ("status" in body) return body;
        Object.assign(comment, body);
        return { status: 200, json: comment };
      }
    }
  };
  return { ...(await serve(answer)), comments, attachments, settings };
}

function taken(call: Call): { readonly body: unknown; readonly internal: boolean } | Reply {
  const { body, properties } = fieldsOf(call, ["body", "properties", "visibility"]);
  const document = adfDocument.safeParse(body);
  if (!document.success) return { status: 400, json: { errorMessages: ["INVALID_INPUT", document.error.message] } };
  if (JSON.stringify(body).length > 32_767)
    return { status: 400, json: { errors: { comment: "CONTENT_LIMIT_EXCEEDED" } } };
  return {
    body,
    internal: JSON.stringify(properties ?? null).includes('"sd.public.comment","value":{"internal":true}'),
  };
}
