/** Between the SDK and the wire: reads answers with a watchdog, checks that they are AWS's, keeps their bytes. */
import type { Readable } from "node:stream";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpRequest, HttpResponse } from "@smithy/protocol-http";
import { hasResult, jsonObjection, withoutBlanks, xmlObjection } from "./answer-body.ts";
import { answerFailure, dateOf, requestIdOf } from "./answer-failure.ts";
import type { AwsClock } from "./aws-clock.ts";
import { LARGEST_ANSWER_BYTES, wholeBody } from "./body-stream.ts";
import type { CredentialMemo } from "./credentials.ts";
import { operations } from "./operations.ts";
import type { RequestTrace } from "./request-trace.ts";
import type { Timeouts } from "./timeouts.ts";
import { transportFailure } from "./transport-failure.ts";
import { TryFailed } from "./try-failed.ts";

/** A 200 whose body has not been read. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string | null;
  readonly body: Readable;
}

/** Sends signed requests; everything else than a 200 throws. */
export interface Wire {
  /** For the SDK's clients. A request without a trace goes through unchecked: STS and SSO, asked for credentials. */
  readonly handler: SdkHandler;
  /** @throws {TryFailed} */
  open(request: HttpRequest, trace: RequestTrace): Promise<OpenAnswer>;
  readonly destroy: () => void;
}

/** What the SDK asks of a `requestHandler`. */
interface SdkHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: HttpRequest, options?: HandlerOptions): Promise<{ response: HttpResponse }>;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): object;
  destroy(): void;
}

/** The SDK hands the options of `send` through to its handler. */
export interface HandlerOptions {
  readonly abortSignal?: AbortSignal;
  readonly requestTimeout?: number;
  readonly trace?: RequestTrace;
}

const silent = () => undefined;
/** The SDK warns on stderr otherwise, in the middle of whatever is drawn there. */
export const SILENT = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** One pool of connections for all clients. `signal` ends what goes through it without a trace. */
export function openWire(
  timeouts: Timeouts,
  clock: AwsClock,
  signal: AbortSignal,
  credentials: () => CredentialMemo,
): Wire {
  const inner = new NodeHttpHandler({
    connectionTimeout: timeouts.connectionMs,
    requestTimeout: timeouts.firstByteMs,
    throwOnRequestTimeout: true,
    // Its watch over the socket would also take a reader for dead that is busy writing: bodies are watched here.
    socketTimeout: 0,
    logger: SILENT,
  });
  const { stallMs, wholeMs } = timeouts;
  const whole = { stallMs, wholeMs, mostBytes: LARGEST_ANSWER_BYTES };

  async function open(request: HttpRequest, trace: RequestTrace): Promise<OpenAnswer> {
    const memo = credentials();
    const by = memo.signedBy(request.headers);
    const offsetMs = clock.offsetMs;
    const sentMs = clock.localMs();
    Object.assign(trace, {
      atMs: clock.nowMs(),
      signedBy: by,
      status: null,
      requestId: null,
      bytes: 0,
      raw: null,
      holds: false,
    });
    const { response } = await inner.handle(request, { abortSignal: trace.signal }).catch((error: unknown) => {
      throw transportFailure(error);
    });
    const receivedMs = clock.localMs();
    const headers = response.headers;
    const dateMs = dateOf(headers);
    trace.status = response.statusCode;
    trace.requestId = requestIdOf(headers);
    const readable = response.body as Readable;
    if (response.statusCode !== 200) {
      const body = await wholeBody(readable, whole, (bytes) => (trace.bytes += bytes));
      const failure = answerFailure({ status: response.statusCode, headers, body, offsetMs, receivedMs });
      if (failure.trouble.remedy !== "credentials" && failure.trouble.remedy !== "clock") {
        if (trace.requestId !== null && failure.trouble.kind !== "server") memo.prove(by);
        if (dateMs !== null && trace.requestId !== null) clock.learn(dateMs, sentMs, receivedMs);
      }
      if (failure.trouble.remedy === "clock" && dateMs !== null) clock.correct(dateMs, receivedMs);
      throw failure;
    }
    if (trace.requestId !== null) {
      memo.prove(by);
      if (dateMs !== null && headers["age"] === undefined) clock.learn(dateMs, sentMs, receivedMs);
    }
    return { status: response.statusCode, headers, requestId: trace.requestId, body: readable };
  }

  async function plain(request: HttpRequest): Promise<{ response: HttpResponse }> {
    const { response } = await inner.handle(request, { abortSignal: signal });
    response.body = await wholeBody(response.body as Readable, whole, () => undefined);
    return { response };
  }

  async function handle(request: HttpRequest, options: HandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const { trace } = options;
    if (trace === undefined) return plain(request);
    const answer = await open(request, trace);
    const response = { statusCode: answer.status, headers: { ...answer.headers } };
    const { root, streams } = operations[trace.call];
    if (streams) {
      notAPage(answer);
      return { response: { ...response, body: answer.body } };
    }
    const body = await wholeBody(answer.body, whole, (bytes) => (trace.bytes += bytes));
    const objection = root === null ? jsonObjection(body) : xmlObjection(body, root);
    if (objection !== null) throw notAws(objection);
    if (trace.keepRaw) trace.raw = body;
    trace.holds = root !== null && hasResult(body, root);
    return { response: { ...response, body: root === null ? body : withoutBlanks(body) } };
  }

  return {
    handler: {
      metadata: inner.metadata,
      handle,
      updateHttpClientConfig: silent,
      httpHandlerConfigs: () => inner.httpHandlerConfigs(),
      destroy: silent, // the pool is shared: only the wire itself closes it
    },
    open,
    destroy: () => {
      inner.destroy();
    },
  };
}

/** A file may hold any bytes; a page of HTML without AWS's request id is none. @throws {TryFailed} */
export function notAPage(answer: OpenAnswer): void {
  const type = answer.headers["content-type"] ?? "";
  if (answer.requestId !== null || !/^text\/html\b/i.test(type)) return;
  answer.body.destroy();
  throw notAws("a page of HTML");
}

/** An answer with status 200 that is none of AWS's. */
function notAws(what: string): TryFailed {
  return new TryFailed({ kind: "malformed", remedy: "again", code: "", status: 200, message: `HTTP 200 with ${what}` });
}
