import { AsyncLocalStorage } from "node:async_hooks";
import type { Readable } from "node:stream";
import { type Aws, type InputOf, type OutputOf, type RawAnswer, type SdkCall } from "../calls.ts";
import { type CallEntry, type LoopOptions, makeLoop, type Try } from "./attempt.ts";
import { awsClock } from "./aws-clock.ts";
import { arriving } from "./body-stream.ts";
import { credentialSource, makeClient, type SdkClient } from "./clients.ts";
import { CredentialMemo } from "./credentials.ts";
import { makeCommand, operations, type ServiceName } from "./operations.ts";
import type { RequestTrace } from "./request-trace.ts";
import { sdkFailure } from "./sdk-failure.ts";
import { rawSender } from "./send-raw.ts";
import { openWire } from "./tap.ts";
import { TIMEOUTS, type Timeouts } from "./timeouts.ts";
import { TryFailed } from "./try-failed.ts";

/** How AWS is reached. */
export interface AwsOptions {
  /** Else the SDK looks into the environment and the profile. */
  readonly region?: string;
  readonly profile?: string;
  /** Assumed with the credentials found, cut down to what this program calls. */
  readonly roleArn?: string;
  readonly timeouts?: Partial<Timeouts>;
  /** For tries and pauses of one call together, ms; 120,000 unless given. */
  readonly budgetMs?: number;
  /** Ceiling of the pause before the second try, ms; 250 unless given. */
  readonly firstPauseMs?: number;
  /** Instead of the limits of `limiter.ts`, by group. */
  readonly limits?: LoopOptions["limits"];
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** This machine's clock, epoch ms. */
  readonly localMs: () => number;
  /** The journal of calls: once for each request, when it has ended. */
  readonly onCall?: (entry: CallEntry) => void;
}

/** {@link Aws} with connections that can be closed. */
export interface OpenAws extends Aws {
  /** Closes idle connections; the process can end without it. */
  close(): void;
}

/** No region was given, and neither the environment nor the profile has one; or what they have is no region's name. */
export class NoRegion extends Error {}

const BUDGET_MS = 120_000;
const FIRST_PAUSE_MS = 250;

/**
 * Opens AWS. Nothing is sent: credentials are looked for when the first call needs them, and their absence is that
 * call's failure.
 *
 * @throws {NoRegion}
 */
export async function openAws(options: AwsOptions): Promise<OpenAws> {
  const { profile, roleArn, signal } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const clock = awsClock(options.localMs);
  const wire = openWire(timeouts, clock, signal, () => credentials);
  const clients = new Map<string, Promise<SdkClient>>();
  const client = (service: ServiceName, elsewhere: string | null = null) => {
    const key = `${service} ${elsewhere ?? ""}`;
    const there =
      clients.get(key) ?? makeClient(service, { region: elsewhere ?? options.region, profile, wire, credentials });
    clients.set(key, there);
    return there;
  };
  const source = credentialSource({ profile, roleArn, wire }, async () => (await client("rds")).config.region());
  const credentials = new CredentialMemo(source, clock);
  const region = await regionOf(() => client("rds"));
  const { onCall, limits } = options;
  const loop = makeLoop({
    clock,
    credentials,
    signal,
    budgetMs: options.budgetMs ?? BUDGET_MS,
    firstPauseMs: options.firstPauseMs ?? FIRST_PAUSE_MS,
    ...(onCall === undefined ? {} : { onCall }),
    ...(limits === undefined ? {} : { limits }),
  });
  const sendRaw = rawSender({ client: () => client("rds"), credentials, clock, wire, timeouts });
  const bucketRegions = new Map<string, string>();
  const current = new AsyncLocalStorage<Try>();

  async function send<N extends SdkCall>(name: N, input: InputOf<N>, trace: RequestTrace): Promise<OutputOf<N>> {
    const bucket = "Bucket" in input && typeof input.Bucket === "string" ? input.Bucket : null;
    const elsewhere = bucket === null ? null : (bucketRegions.get(bucket) ?? null);
    const one = await client(operations[name].service, elsewhere);
    // The SDK measures it for each client alone, and only after an answer.
    one.config.systemClockOffset = clock.offsetMs;
    try {
      return (await one.send(await makeCommand(name, input), { abortSignal: trace.signal, trace })) as OutputOf<N>;
    } catch (error) {
      const to = error instanceof TryFailed ? (error.trouble.bucketRegion ?? null) : null;
      if (bucket !== null && to !== null && to !== elsewhere) bucketRegions.set(bucket, to);
      throw sdkFailure(error, trace.atMs > 0);
    }
  }

  async function object(bucket: string, key: string): Promise<RawAnswer> {
    const one = current.getStore();
    if (one === undefined) throw new Error("object() is called inside of attempt()");
    const trace = await one.request();
    const output = await Promise.race([send("GetObject", { Bucket: bucket, Key: key }, trace), one.interrupted]);
    const body = arriving(output.Body as Readable, timeouts.stallMs, (bytes) => (trace.bytes += bytes));
    const headers: Record<string, string> = {};
    const length = output.ContentLength;
    if (length !== undefined) headers["content-length"] = String(length);
    if (output.ETag !== undefined) headers["etag"] = output.ETag;
    if (output.ContentEncoding !== undefined) headers["content-encoding"] = output.ContentEncoding;
    if (output.LastModified !== undefined) headers["last-modified"] = output.LastModified.toUTCString();
    return { status: 200, headers, requestId: trace.requestId, body };
  }

  return {
    region,
    call: (name, input, about, { keepRaw = false } = {}) =>
      loop.run(
        name,
        about,
        async (one) => {
          const trace = await one.request(keepRaw);
          // Credentials are asked for in between, and nothing stops a program that is to print them.
          const output = await Promise.race([send(name, input, trace), one.interrupted]);
          const objection = missing(name, output, trace);
          if (objection === null) return output;
          throw new TryFailed({ kind: "malformed", remedy: "again", code: "", message: objection, status: 200 });
        },
        "answer",
      ),
    attempt: (name, about, once) =>
      loop.run(
        name,
        about,
        (one) =>
          current.run(one, () =>
            once(async (request) => {
              const trace = await one.request();
              return Promise.race([sendRaw(request, trace), one.interrupted]);
            }, one.number),
          ),
        operations[name].streams ? "file" : "answer",
      ),
    object,
    nowMs: clock.nowMs,
    counts: loop.counts,
    close: wire.destroy,
  };
}

/** A 200 of AWS's shape that holds nothing where something has to be. */
function missing(name: SdkCall, output: object, trace: RequestTrace): string | null {
  const { root, member } = operations[name];
  const there = Object.entries(output).filter(([key, value]) => key !== "$metadata" && value !== undefined);
  if (root !== null)
    return trace.holds && there.length === 0 ? "HTTP 200 with a result that the SDK could not read" : null;
  return member === "" || there.some(([key]) => key === member) ? null : `HTTP 200 without ${member}`;
}

async function regionOf(client: () => Promise<SdkClient>): Promise<string> {
  try {
    return await (await client()).config.region();
  } catch (error) {
    throw new NoRegion(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
