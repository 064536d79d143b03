/** Clients of the simulator: the real SDK, and single requests that are shown byte for byte. */
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { RDSClient } from "@aws-sdk/client-rds";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { KEY } from "./rules.ts";
import type { Simulator } from "./server.ts";

/** The SDK's own, so that no further package is named. */
const SHA256 = new RDSClient({ region: "us-east-1" }).config.sha256;

/** The real SDK on the simulator; it tries once, so that one call is one line of the journal. */
export function rdsClient(simulator: Simulator, over: ConstructorParameters<typeof RDSClient>[0] = {}): RDSClient {
  return new RDSClient({
    endpoint: simulator.url,
    region: simulator.world.region,
    credentials: KEY,
    maxAttempts: 1,
    // The account's clock is not this machine's.
    systemClockOffset: simulator.world.now() - Date.now(),
    ...over,
  });
}

/** What may be changed about a request before and after it is signed. */
export interface SignOptions {
  readonly service?: string;
  readonly region?: string;
  readonly at?: number;
  readonly key?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds a URL holds: signs the query instead of a header. */
  readonly presignSeconds?: number;
}

/** A request ready to be sent. */
export interface Signed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs with the SDK's signer; `path` is as sent, already encoded. */
export async function sign(simulator: Simulator, path: string, options: SignOptions = {}): Promise<Signed> {
  const { method = "GET", body = "", service = "rds" } = options;
  const signer = new SignatureV4({
    service,
    region: options.region ?? simulator.world.region,
    credentials: options.key ?? KEY,
    sha256: SHA256,
    uriEscapePath: service !== "s3",
    applyChecksum: service === "s3",
  });
  const url = new URL(simulator.url);
  const [pathname = "/", query = ""] = path.split("?", 2);
  const unsigned = new HttpRequest({
    method,
    protocol: "http:",
    hostname: url.hostname,
    port: Number(url.port),
    path: pathname,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { host: url.host, ...options.headers },
    ...(body === "" ? {} : { body }),
  });
  const signingDate = new Date(options.at ?? simulator.world.now());
  const signed =
    options.presignSeconds === undefined
      ? await signer.sign(unsigned, { signingDate })
      : await signer.presign(unsigned, { signingDate, expiresIn: options.presignSeconds });
  const pairs = Object.entries(signed.query ?? {}).map(([name, value]) => `${escape(name)}=${escape(String(value))}`);
  return {
    method,
    path: pairs.length === 0 ? signed.path : `${signed.path}?${pairs.join("&")}`,
    headers: signed.headers,
    body,
  };
}

/** A query-protocol call as a form. */
export function form(action: string, parameters: Readonly<Record<string, string>> = {}): SignOptions {
  const body = new URLSearchParams({ Action: action, Version: "2014-10-31", ...parameters }).toString();
  return { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" } };
}

/** An answer, byte for byte. */
export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body ended as HTTP wants it. */
  readonly whole: boolean;
}

/** Sends with node:http. Rejects only when no answer begins; a body cut short is `whole: false`. */
export function send(simulator: Simulator, signed: Signed, options: { readonly stallMs?: number } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { method, path, headers } = signed;
    const request = httpRequest(simulator.url, { method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      const done = (): void => {
        const { statusCode = 0, complete } = response;
        resolve({ status: statusCode, headers: response.headers, body: Buffer.concat(chunks), whole: complete });
      };
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      // A reset is told to the request too: what came before it counts.
      request.off("error", reject).on("error", () => null);
      response.on("close", done);
      response.on("error", () => {
        // "close" follows and tells that it was not whole.
      });
    });
    request.on("error", reject);
    if (options.stallMs !== undefined) request.setTimeout(options.stallMs, () => request.destroy(new Error("stalled")));
    request.end(signed.body);
  });
}

/** A signed GET or form in one step. */
export async function ask(simulator: Simulator, path: string, options: SignOptions = {}): Promise<Got> {
  return send(simulator, await sign(simulator, path, options));
}

/** Path of the REST download. */
export function completeLogFile(instanceId: string, name: string): string {
  return `/v13/downloadCompleteLogFile/${instanceId}/${name.split("/").map(encodeURIComponent).join("/")}`;
}

/** The text between the tags of the first element of that name; null when there is none. */
export function element(body: Buffer, name: string): string | null {
  const found = new RegExp(`<${name}>([^]*?)</${name}>`).exec(body.toString("latin1"));
  return found?.[1] ?? null;
}

function escape(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
