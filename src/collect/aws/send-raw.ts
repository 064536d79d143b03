/** Requests that no command of the SDK makes: signed here, sent over the same wire (AWS.md §3.1). */
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { SendRaw } from "../calls.ts";
import type { AwsClock } from "./aws-clock.ts";
import { arriving } from "./body-stream.ts";
import { APP_ID, endpointOf, type SdkClient } from "./clients.ts";
import type { CredentialMemo } from "./credentials.ts";
import { makeCommand } from "./operations.ts";
import type { RequestTrace } from "./request-trace.ts";
import { notAPage, type Wire } from "./tap.ts";
import type { Timeouts } from "./timeouts.ts";

type SignerOptions = ConstructorParameters<typeof SignatureV4>[0];

/** Sends one hand-made request; its body is read by the caller. @throws {TryFailed} */
export type RawSender = (request: Parameters<SendRaw>[0], trace: RequestTrace) => ReturnType<SendRaw>;

/** Signs for RDS in the client's region, at the client's endpoint. */
export function rawSender(options: {
  readonly client: () => Promise<SdkClient>;
  readonly credentials: CredentialMemo;
  readonly clock: AwsClock;
  readonly wire: Wire;
  readonly timeouts: Timeouts;
}): RawSender {
  const { credentials, clock, wire, timeouts } = options;
  let ready: Promise<{ readonly signer: SignatureV4; readonly endpoint: HttpRequest }> | null = null;
  const prepare = async () => {
    const client = await options.client();
    const endpoint = await endpointOf(client, await makeCommand("DescribeDBInstances", {}));
    const signer = new SignatureV4({
      service: "rds",
      region: await client.config.region(),
      credentials: () => credentials.get(),
      sha256: client.config.sha256 as SignerOptions["sha256"],
    });
    return { signer, endpoint };
  };
  return async ({ method, path, form }, trace) => {
    ready ??= prepare().catch((error: unknown) => {
      ready = null;
      throw error;
    });
    const { signer, endpoint } = await ready;
    const body = form === undefined ? undefined : encodedForm(form);
    const request = new HttpRequest({
      method,
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      ...(endpoint.port === undefined ? {} : { port: endpoint.port }),
      ...target(endpoint.path, path),
      headers: {
        host: endpoint.port === undefined ? endpoint.hostname : `${endpoint.hostname}:${endpoint.port}`,
        "accept-encoding": "identity", // the bytes of the file, not those of a compressor
        "user-agent": APP_ID,
        ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const signed = await signer.sign(request, { signingDate: new Date(clock.nowMs()) });
    const answer = await wire.open(new HttpRequest(signed), trace);
    notAPage(answer);
    return {
      status: answer.status,
      headers: answer.headers,
      requestId: answer.requestId,
      body: arriving(answer.body, timeouts.stallMs, (bytes) => (trace.bytes += bytes)),
    };
  };
}

/** Path and query as the signer wants them; the endpoint may have a path of its own. */
function target(
  prefix: string,
  path: string,
): { readonly path: string; readonly query: Record<string, string | string[]> } {
  const at = path.indexOf("?");
  const own = at < 0 ? path : path.slice(0, at);
  if (!/^\/[A-Za-z0-9\-._~%/]*$/.test(own)) throw new RangeError("a path that is not percent-encoded");
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(own)) throw new RangeError("a path that leaves its folder");
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(at < 0 ? "" : path.slice(at + 1))) (query[name] ??= []).push(value);
  return { path: `${prefix.replace(/\/+$/, "")}${own}`, query };
}

/** `%20`, not `+`: what every reader of forms takes for a blank. */
function encodedForm(form: Readonly<Record<string, string>>): string {
  return Object.entries(form)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join("&");
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * The path of a whole log file, for {@link SendRaw}: `GET /v13/downloadCompleteLogFile/{instance}/{file}`.
 * Null for a name that cannot be asked for: one with a part `.` or `..`, or a lone surrogate.
 */
export function wholeLogFilePath(instanceId: string, fileName: string): string | null {
  const parts = [instanceId, ...fileName.split("/")];
  if (parts.some((part) => part === "" || part === "." || part === ".." || !part.isWellFormed())) return null;
  return `/v13/downloadCompleteLogFile/${parts.map(encoded).join("/")}`;
}
