import { CANARY } from "./desk.ts";
import { type ApiServer, type Call, fieldsOf, paged, type Reply, serve } from "./api-server.ts";

/** A comment as GitHub stores it. */
interface StoredComment {
  readonly id: number;
  body: string;
  readonly user: { readonly id: number; readonly login: string } | null;
}

export interface GithubApi extends ApiServer {
  readonly comments: StoredComment[];
  readonly settings: { visibility: "public" | "private"; actions: boolean };
}

const ME = { id: 7, login: "operator" };
const BOT = { id: 41_898_282, login: "github-actions[bot]" };

/**
 * Issue comments of GitHub's REST API.
 * https://docs.github.com/en/rest/issues/comments
 */
export async function githubApi(): Promise<GithubApi> {
  const comments: StoredComment[] = [];
  const settings: GithubApi["settings"] = { visibility: "private", actions: false };
  const shown = (url: string) => (comment: StoredComment) => ({
    ...comment,
    html_url: `${url}/o/r/issues/12#issuecomment-${comment.id}`,
    reactions: {},
  });
  const answer = (call: Call): Reply => {
    const { method, path, headers } = call;
    if (headers.get("authorization") !== `Bearer ${CANARY}`)
      return { status: 401, json: { message: "Bad credentials" } };
    if (headers.get("user-agent") === null) return { status: 403, json: { message: "no user agent" } };
    const me = settings.actions ? BOT : ME;
    switch (`${method} ${path}`) {
      case "GET /user":
        return settings.actions
          ? { status: 403, json: { message: "Resource not accessible by integration" } }
          : { status: 200, json: me };
      case "GET /repos/o/r":
        return {
          status: 200,
          json: { full_name: "o/r", private: settings.visibility !== "public", visibility: settings.visibility },
        };
      case "GET /repos/o/r/issues/12":
        return { status: 200, json: { title: "Checkout is down", html_url: `${api.url}/o/r/issues/12` } };
      case "GET /repos/o/r/issues/12/comments":
        return paged(comments.map(shown(api.url)), call, api.url);
      case "POST /repos/o/r/issues/12/comments": {
        const refused = refusal(call);
        if (refused !== null) return refused;
        const comment = { id: 1000 + comments.length, body: bodyOf(call), user: me };
        comments.push(comment);
        return { status: 201, json: shown(api.url)(comment) };
      }
      default: {
        const id = /^PATCH \/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(`${method} ${path}`)?.[1];
        const comment = comments.find((one) => String(one.id) === id);
        if (comment === undefined) return { status: 404, json: { message: "Not Found" } };
        const refused = refusal(call);
        if (refused !== null) return refused;
        comment.body = bodyOf(call);
        return { status: 200, json: shown(api.url)(comment) };
      }
    }
  };
  const api: GithubApi = { ...(await serve(answer)), comments, settings };
  return api;
}

function bodyOf(call: Call): string {
  return String(fieldsOf(call, ["body"])["body"]);
}

/** 65,536 code points, and 262,144 bytes. */
function refusal(call: Call): Reply | null {
  const body = bodyOf(call);
  if (Array.from(body).length <= 65_536 && Buffer.byteLength(body) <= 262_144 && body.trim() !== "") return null;
  const message = "body is too long (maximum is 65536 characters)";
  return { status: 422, json: { message: "Validation Failed", errors: [{ resource: "IssueComment", message }] } };
}
