// A service as its API documents it, on this machine: it refuses what the real one refuses, and can fail as that does.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as it arrived. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Buffer<ArrayBuffer>;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that goes wrong once. */
interface Fault {
  /** `POST /repos/o/r/issues/12/comments` */
  readonly at: RegExp;
  /** The request is served all the same, and its answer is lost. */
  readonly stored?: boolean;
  /** Instead of the answer; null for a connection that breaks. */
  readonly reply: Reply | null;
}

export interface ApiServer {
  readonly url: string;
  /** Everything that was asked, in its order: `GET /user`. */
  readonly asked: string[];
  readonly faults: Fault[];
}

/** Serves until the test is over. A bug of the fake itself is a 500 that no client repeats its way around: it is kept. */
export async function serve(answer: (call: Call) => Reply | Promise<Reply>): Promise<ApiServer> {
  const asked: string[] = [];
  const faults: Fault[] = [];
  const handle = async (request: IncomingMessage): Promise<Reply | null> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://host");
    const call = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers(request.headers as Record<string, string>),
      body: Buffer.concat(chunks),
    };
    const name = `${call.method} ${call.path}`;
    asked.push(name);
    const at = faults.findIndex((fault) => fault.at.test(name));
    if (at === -1) return answer(call);
    const [fault] = faults.splice(at, 1);
    if (fault?.stored === true) await answer(call);
    return fault?.reply ?? null;
  };
  const server = createServer((request, response) => {
    handle(request)
      .then((reply) => {
        if (reply === null) {
          request.socket.destroy();
          return;
        }
        const body = reply.json === undefined ? "" : JSON.stringify(reply.json);
        response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
        response.end(body);
      })
      .catch((error: unknown) => {
        response.writeHead(400);
        response.end(`fake: ${String(error)}`);
      });
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, faults };
}

/** A JSON body with these fields and no others. */
export function fieldsOf({ headers, body }: Call, allowed: readonly string[]): Readonly<Record<string, unknown>> {
  if (!/^application\/json\b/.test(headers.get("content-type") ?? "")) throw new Error("not JSON");
  const fields = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  const unknown = Object.keys(fields).filter((name) => !allowed.includes(name));
  if (unknown.length > 0) throw new Error(`unknown fields ${unknown.join(", ")}`);
  return fields;
}

/** The one file of a multipart body. */
export async function fileOf({ headers, body }: Call): Promise<File> {
  const form = await new Response(body, { headers: { "content-type": headers.get("content-type") ?? "" } }).formData();
  const file = form.get("file");
  if (!(file instanceof File) || [...form.keys()].length !== 1) throw new Error("not one file");
  return file;
}

/** No more than a page of things, and RFC 8288's word of the next. */
export function paged(all: readonly unknown[], { path, query }: Call, url: string): Reply {
  const size = Math.min(100, Number(query.get("per_page") ?? 20));
  const page = Number(query.get("page") ?? 1);
  const next = `${url}${path}?per_page=${size}&page=${page + 1}`;
  const more = all.length > page * size;
  return {
    status: 200,
    json: all.slice((page - 1) * size, page * size),
    ...(more ? { headers: { link: `<${url}${path}?page=1>; rel="first", <${next}>; rel="next"` } } : {}),
  };
}
