import { type ApiServer, type Call, fieldsOf, type Reply, serve } from "./api-server.ts";
import { CANARY } from "./desk.ts";

export interface PagerdutyApi extends ApiServer {
  readonly notes: { readonly id: string; readonly content: string }[];
}

/**
 * Incident notes of PagerDuty's REST API.
 * https://developer.pagerduty.com/api-reference/a1ac30885eb7a-create-a-note-on-an-incident
 */
export async function pagerdutyApi(): Promise<PagerdutyApi> {
  const notes: PagerdutyApi["notes"] = [];
  const answer = (call: Call): Reply => {
    const { method, path, headers } = call;
    if (headers.get("authorization") !== `Token token=${CANARY}`) return { status: 401, json: {} };
    if (headers.get("accept") !== "application/vnd.pagerduty+json;version=2") return { status: 406, json: {} };
    switch (`${method} ${path}`) {
      case "GET /incidents/Q1A2B3C4D5":
        return {
          status: 200,
          json: { incident: { title: "db down", html_url: "https://pd/i", service: { summary: "orders" } } },
        };
      case "GET /incidents/Q1A2B3C4D5/notes":
        return { status: 200, json: { notes } };
      case "POST /incidents/Q1A2B3C4D5/notes": {
        if (headers.get("from") !== "me@example.com")
          return { status: 400, json: { error: { message: "Requester User Not Found" } } };
        const { note } = fieldsOf(call, ["note"]) as { readonly note: { readonly content: string } };
        if (Object.keys(note).join() !== "content" || note.content.length > 25_000) return { status: 400, json: {} };
        notes.push({ id: String(notes.length), content: note.content });
        return { status: 200, json: { note } };
      }
      default:
        return { status: 404, json: { error: { message: "Incident Not Found" } } };
    }
  };
  return { ...(await serve(answer)), notes };
}
