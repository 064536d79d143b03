import { toolVersion } from "../model/index.ts";
import { broken, type Failed, failed, type Objection, objected } from "./failed.ts";
import { pauseMs } from "./pause.ts";
import { Refused, ServiceError } from "./refused.ts";
import type { Hide } from "./secrets.ts";
import type { Surroundings } from "./surroundings.ts";

/** What travels with a request. */
type Body =
  | { readonly json: unknown }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly parts: FormData }
  | { readonly bytes: Uint8Array<ArrayBuffer> };

/** An answer of 2xx. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, and not checked; null when it is no JSON. */
  readonly json: unknown;
}

/** One service, asked with its credentials and with no others, at its own address and at no other. */
export interface Connection {
  /** `https://api.github.com` */
  readonly origin: string;
  readonly hide: Hide;
  /** GET. */
  ask(path: string, query?: Query): Promise<Answer>;
  /** PUT or PATCH: done twice it is the same as done once, so it is tried again whatever happened. */
  replace(method: "PUT" | "PATCH", path: string, body: Body): Promise<Answer>;
  /**
   * POST: sent again only when the service said that it did nothing (a rate limit).
   *
   * @throws {ServiceError} `uncertain` when nobody knows whether it was done: look before it is sent again
   */
  create(path: string, body: Body, options?: { readonly headers?: Readonly<Record<string, string>> }): Promise<Answer>;
  /** As many GETs as there are pages, by the `Link` header of RFC 8288. */
  pages(path: string, query: Query): AsyncIterable<Answer>;
  /** Waits before try `attempt` (from 1) of something that is uncertain. */
  pause(attempt: number): Promise<void>;
}

export type Query = Readonly<Record<string, string>>;

interface Settings {
  /** Of `serviceAddress`. */
  readonly base: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly hide: Hide;
  /** Slack says no with a 200; null for a yes. */
  readonly objection?: (json: unknown) => Objection | null;
}

/** A comment is sent in seconds; a file of some megabytes over a bad line takes longer. */
const TIMEOUT_MS = 60_000;
const UPLOAD_TIMEOUT_MS = 600_000;
const TRIES = 4;
/** Same place, other path: a repository that was renamed. */
const REDIRECTS = 3;

/**
 * @throws {Refused} when the process was told not to check certificates
 */
export function connect(settings: Settings, around: Surroundings): Connection {
  if (around.env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0")
    throw new Refused(
      "NODE_TLS_REJECT_UNAUTHORIZED=0: a token would be sent to whoever answers",
      "Give the certificate authority with NODE_EXTRA_CA_CERTS instead.",
    );
  const { base, hide } = settings;
  const address = (path: string, query: Query): URL => {
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/$/, "")}${path}`;
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };
  const pause = (attempt: number): Promise<void> => around.sleep(pauseMs(attempt, null, around) ?? 0, around.signal);

  async function send(method: string, first: URL, body: Body | null, repeat: boolean, more = {}): Promise<Answer> {
    let url = first;
    let redirects = 0;
    for (let attempt = 1; ; attempt++) {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      const outcome = await once(method, url, body, { ...settings.headers, ...more });
      if (!("failure" in outcome)) return outcome;
      const { failure, location, headers } = outcome;
      if (location !== null && method === "GET" && redirects < REDIRECTS) {
        url = sameOrigin(new URL(location, url), base);
        redirects++;
        attempt--;
        continue;
      }
      const again = outcome.limited || (repeat && failure.kind !== "rejected");
      const ms = again && attempt < TRIES ? pauseMs(attempt, outcome.limited ? headers : null, around) : null;
      if (ms === null) throw failure;
      // oxlint-disable-next-line no-await-in-loop
      await around.sleep(ms, around.signal);
    }
  }

  async function once(method: string, url: URL, body: Body | null, headers: Query): Promise<Answer | Failed> {
    const what = `${method} ${url.origin}${url.pathname}`;
    const limit = AbortSignal.timeout(isFile(body) ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
    try {
      const response = await fetch(url, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([around.signal, limit]),
        headers: { "user-agent": `postmortem/${toolVersion}`, ...headers, ...typeOf(body) },
        ...(body === null ? {} : { body: encoded(body) }),
      });
      const text = await response.text();
      const json = parsed(text);
      if (!response.ok) return failed(what, response, hide(text).slice(0, 400));
      const objection = settings.objection?.(json) ?? null;
      if (objection === null) return { status: response.status, headers: response.headers, json };
      return objected(what, { ...objection, words: hide(objection.words) });
    } catch (error) {
      around.signal.throwIfAborted();
      return broken(what, error, method === "GET", hide);
    }
  }

  return {
    origin: base.origin,
    hide,
    ask: (path, query = {}) => send("GET", address(path, query), null, true),
    replace: (method, path, body) => send(method, address(path, {}), body, true),
    create: (path, body, { headers = {} } = {}) => send("POST", address(path, {}), body, false, headers),
    async *pages(path, query) {
      let url: URL | null = address(path, query);
      while (url !== null) {
        // oxlint-disable-next-line no-await-in-loop -- a page names the next
        const answer: Answer = await send("GET", url, null, true);
        yield answer;
        const next = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
        url = next === undefined ? null : sameOrigin(new URL(next, url), base);
      }
    },
    pause,
  };
}

/** @throws {ServiceError} when it is another host: the token is for this one */
function sameOrigin(url: URL, base: URL): URL {
  if (url.origin === base.origin) return url;
  throw new ServiceError("rejected", null, `${base.origin} sends to another host, which is not followed`);
}

function isFile(body: Body | null): boolean {
  return body !== null && ("parts" in body || "bytes" in body);
}

function typeOf(body: Body | null): Query {
  if (body === null || "parts" in body) return {};
  if ("bytes" in body) return { "content-type": "application/octet-stream" };
  return { "content-type": "json" in body ? "application/json; charset=utf-8" : "application/x-www-form-urlencoded" };
}

function encoded(body: Body): string | FormData | Uint8Array<ArrayBuffer> {
  if ("json" in body) return JSON.stringify(body.json);
  if ("bytes" in body) return body.bytes;
  return "form" in body ? new URLSearchParams(body.form).toString() : body.parts;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
