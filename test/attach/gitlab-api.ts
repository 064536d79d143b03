import { type ApiServer, type Call, fieldsOf, fileOf, paged, type Reply, serve } from "./api-server.ts";
import { CANARY } from "./desk.ts";

interface StoredNote {
  readonly id: number;
  body: string;
  readonly author: { readonly id: number };
  readonly system: boolean;
}

export interface GitlabApi extends ApiServer {
  readonly notes: StoredNote[];
  /** Names of uploaded files. */
  readonly uploads: string[];
  /** Lines that GitLab took for commands. */
  readonly commands: string[];
  readonly settings: { visibility: "public" | "private"; mostBytes: number; confidential: boolean };
}

const NOTES = "/sub/api/v4/projects/group%2Fproject/issues/12/notes";

/**
 * Notes and uploads of GitLab's REST API, below a path of its own as self-managed ones can be.
 * https://docs.gitlab.com/api/notes/
 */
export async function gitlabApi(): Promise<GitlabApi> {
  const notes: StoredNote[] = [];
  const uploads: string[] = [];
  const commands: string[] = [];
  const settings: GitlabApi["settings"] = { visibility: "private", mostBytes: 100 * 1024 * 1024, confidential: false };
  const take = (call: Call): string | Reply => {
    const body = String(fieldsOf(call, ["body"])["body"]);
    if (body.length > 1_000_000)
      return { status: 400, json: { message: { note: ["is too long (maximum is 1000000 characters)"] } } };
    commands.push(...(body.match(/^\/[a-z].*/gm) ?? []));
    return body;
  };
  const answer = async (call: Call): Promise<Reply> => {
    const { method, path, headers } = call;
    if (headers.get("private-token") !== CANARY) return { status: 401, json: { message: "401 Unauthorized" } };
    switch (`${method} ${path}`) {
      case "GET /sub/api/v4/user":
        return { status: 200, json: { id: 5, username: "operator" } };
      case "GET /sub/api/v4/projects/group%2Fproject":
        return { status: 200, json: { id: 99, visibility: settings.visibility } };
      case "GET /sub/api/v4/projects/group%2Fproject/issues/12":
        return {
          status: 200,
          json: { title: "Down", web_url: "https://gitlab/12", confidential: settings.confidential },
        };
      case `GET ${NOTES}`:
        return paged(notes, call, api.url);
      case `POST ${NOTES}`: {
        const body = take(call);
        if (typeof body !== "string") return body;
        const note = { id: notes.length + 1, body, author: { id: 5 }, system: false };
        notes.push(note);
        return { status: 201, json: note };
      }
      case "POST /sub/api/v4/projects/group%2Fproject/uploads": {
        const file = await fileOf(call);
        if (file.size > settings.mostBytes) return { status: 413, json: { message: "413 Request Entity Too Large" } };
        uploads.push(file.name);
        const url = `/uploads/${String(uploads.length).padStart(32, "0")}/${file.name}`;
        return { status: 201, json: { id: uploads.length, alt: file.name, url, markdown: `[${file.name}](${url})` } };
      }
      default: {
        const id = new RegExp(`^PUT ${NOTES}/(\\d+)$`).exec(`${method} ${path}`)?.[1];
        const note = notes.find((one) => String(one.id) === id);
        if (note === undefined) return { status: 404, json: { message: "404 Not found" } };
        const body = take(call);
        if (typeof body !== "string") return body;
        note.body = body;
        return { status: 200, json: note };
      }
    }
  };
  const api: GitlabApi = { ...(await serve(answer)), notes, uploads, commands, settings };
  return api;
}
