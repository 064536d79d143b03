import { createHash } from "node:crypto";
import { TryAgain } from "../calls.ts";
import type { AnswerFacts, Aws, CallFailure, RawAnswer } from "../calls.ts";
import type { FileSink } from "../case-store.ts";
import { type Prefix, type WatchedSink, watchPrefix } from "./prefix-watch.ts";

/** What is asked for. */
export interface CompleteRequest {
  readonly instance: string;
  readonly name: string;
  /** Bytes that must come at least; null when nothing was declared. */
  readonly sizeBytes: number | null;
  /** What a former download of the same name holds. */
  readonly prefix: Prefix | null;
  /** What an earlier call got, to be compared and gone on with. */
  readonly written?: WatchedSink | null;
  open(): Promise<FileSink>;
  /** Bytes that are new, not those that came again. */
  readonly arrived: (bytes: number) => void;
}

/** What came. The sink is the caller's to commit or to discard; null when no byte of the log came. */
export interface CompleteFile {
  readonly written: WatchedSink | null;
  /** The answer that made it whole, or why none did. */
  readonly facts: AnswerFacts | null;
  readonly failure: CallFailure | null;
  /** Bytes dropped because a later try brought other bytes at their place. */
  readonly droppedBytes: number;
  /** The file does not begin with what an earlier call got, which is as it was. */
  readonly other: boolean;
}

/**
 * The whole file as raw bytes, by the REST address no SDK has (AWS.md §3.1). It has no ranges: a further try reads from
 * the beginning, compares what is there already by its hash, and goes on where the longest try ended.
 */
export async function fetchComplete(aws: Aws, request: CompleteRequest): Promise<CompleteFile> {
  const { instance, name, sizeBytes } = request;
  const path = addressOf(instance, name);
  if (path === null)
    return { written: request.written ?? null, facts: null, failure: unaskable(name), droppedBytes: 0, other: false };
  let written = request.written ?? null;
  let droppedBytes = 0;
  let other = false;
  try {
    const outcome = await aws.attempt("DownloadCompleteDBLogFile", `${instance} ${name}`, async (send) => {
      const answer = await send({ method: "GET", path });
      const body = await logBody(answer);
      written ??= await watchPrefix(await request.open(), request.prefix);
      const came = await append(written, body, request.arrived);
      other = came === "other";
      if (other && written === request.written) return;
      if (other) {
        droppedBytes += written.sink.bytes;
        await written.sink.discard();
        written = null;
        other = false;
        throw new TryAgain("malformed", "other bytes than the try before: the name means another file now");
      }
      const { bytes } = written.sink;
      if (came === "blank" && sizeBytes !== null && bytes < sizeBytes && written !== request.written) {
        await written.sink.discard();
        written = null;
        throw new TryAgain("malformed", `${bytes} blanks instead of a log`);
      }
      if (sizeBytes !== null && bytes < sizeBytes) throw new TryAgain("short", `${bytes} of ${sizeBytes} bytes`);
    });
    return outcome.ok
      ? { written, facts: outcome.facts, failure: null, droppedBytes, other }
      : { written, facts: null, failure: outcome.failure, droppedBytes, other };
  } catch (error) {
    await written?.sink.discard();
    throw error;
  }
}

/** Null for a name that a URL would not leave as it is. */
function addressOf(instance: string, name: string): string | null {
  const parts = [instance, ...name.split("/")];
  if (parts.some((part) => part === "" || part === "." || part === ".." || !part.isWellFormed())) return null;
  return `/v13/downloadCompleteLogFile/${parts.map(encoded).join("/")}`;
}

/** RFC 3986, as signatures want it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unaskable(name: string): CallFailure {
  const message = `a name that no address can hold: ${name.slice(0, 200)}`;
  const action = "rds:DownloadCompleteDBLogFile";
  return { call: "DownloadCompleteDBLogFile", kind: "refused", code: "", message, action, resource: null, attempts: 0 };
}

/** Skips what the sink holds already. `other` when that is not what the answer begins with, `blank` when it was nothing but white space. */
async function append(
  written: WatchedSink,
  body: AsyncIterable<Uint8Array>,
  arrived: (bytes: number) => void,
): Promise<"log" | "blank" | "other"> {
  let blank = true;
  let skip = written.sink.bytes;
  const before = skip === 0 ? null : createHash("sha256");
  for await (const chunk of body) {
    blank &&= isBlank(chunk);
    let rest = chunk;
    if (skip > 0) {
      const known = chunk.subarray(0, skip);
      before?.update(known);
      skip -= known.length;
      if (skip > 0) continue;
      if (before?.digest("hex") !== (await written.sink.digest())) return "other";
      rest = chunk.subarray(known.length);
    }
    if (rest.length === 0) continue;
    await written.write(rest);
    arrived(rest.length);
  }
  return blank ? "blank" : "log";
}

function isBlank(chunk: Uint8Array): boolean {
  return chunk.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}

/** Enough to see past the white space before a page of HTML. */
const LOOK_BYTES = 64 * 1024;

/** The body, unless it is a page or an error that came with status 200 (AWS.md §0.5). @throws {TryAgain} */
async function logBody(answer: RawAnswer): Promise<AsyncIterable<Uint8Array>> {
  const type = Object.entries(answer.headers).find(([header]) => header.toLowerCase() === "content-type")?.[1] ?? "";
  if (!/xml|html/i.test(type)) return answer.body;
  const chunks = answer.body[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  for (let bytes = 0; bytes < LOOK_BYTES;) {
    const next = await chunks.next();
    if (next.done === true) break;
    held.push(next.value);
    bytes += next.value.length;
    if (/\S/.test(Buffer.from(next.value).toString("latin1"))) break;
  }
  // No line of PostgreSQL's log begins with `<`: RDS fixes log_line_prefix to begin with the time.
  if (
    Buffer.concat(held)
      .toString("latin1")
      .replace(/^\u00ef\u00bb\u00bf/, "")
      .trimStart()
      .startsWith("<")
  ) {
    await chunks.return?.();
    throw new TryAgain("malformed", `${type.slice(0, 80)} instead of a log`);
  }
  return joined(held, chunks);
}

async function* joined(held: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* held;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
