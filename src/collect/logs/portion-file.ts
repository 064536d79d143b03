import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { acquiredBy } from "../acquired.ts";
import { TryAgain } from "../calls.ts";
import type { Aws, CallFailure, RawAnswer } from "../calls.ts";
import type { Acquired, CaseFile, CaseStore, FileSink, Unit } from "../case-store.ts";
import { casePath } from "../store/index.ts";
import { type ChainFlaws, type PortionChain, portionChain, type PortionRequest } from "./portion-chain.ts";
import { type Portion, readPortion } from "./portion-xml.ts";
import { type Prefix, type WatchedSink, watchPrefix } from "./prefix-watch.ts";

/** What is asked for. */
export interface PortionFileRequest {
  readonly instance: string;
  readonly name: string;
  /** As declared; for `.gz` the compressed size, which says nothing of the text that comes (AWS.md §3, M12). */
  readonly sizeBytes: number | null;
  /** Epoch ms as declared: pages of another version of the file are not reused. */
  readonly lastWrittenMs: number | null;
  readonly prefix: Prefix | null;
  /** @param text the file is compressed, its text comes */
  open(text: boolean): Promise<FileSink>;
  arrived(bytes: number): void;
}

/** What came. The sink is the caller's to commit or to discard; null when no page came. */
export interface PortionFile {
  readonly written: WatchedSink | null;
  readonly text: boolean;
  /** All that was declared is there, as far as offsets tell. */
  readonly whole: boolean;
  readonly flaws: ChainFlaws;
  /** Offsets of the pages, in their order. */
  readonly offsets: readonly string[];
  readonly acquired: Acquired | null;
  readonly failure: CallFailure | null;
}

/** A page holds 1 MB of log, at most six times that as XML. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;
/** Compressed logs are rarely larger than that many times their size. */
const INFLATED = 64;

/**
 * The file by DownloadDBLogFilePortion, page by page. Answers are saved and hashed as they come, before they are read,
 * each in a unit of its own: a run that is killed goes on behind the last of them.
 */
export async function fetchPortions(aws: Aws, store: CaseStore, request: PortionFileRequest): Promise<PortionFile> {
  const first = await run(aws, store, request, "");
  // Markers of a former run may no longer be taken: then from the beginning.
  if (first.failure?.kind !== "refused" || first.reused === 0) return first;
  await first.written?.sink.discard();
  return run(aws, store, request, ".anew");
}

async function run(
  aws: Aws,
  store: CaseStore,
  request: PortionFileRequest,
  version: string,
): Promise<PortionFile & { readonly reused: number }> {
  const gzip = /\.gz$/i.test(request.name);
  const chain = gzip ? portionChain(null, (request.sizeBytes ?? 0) * INFLATED) : portionChain(request.sizeBytes);
  const pages: CaseFile[] = [];
  /** Pages asked for at an offset: a store does each unit once in a run. */
  const asks = new Map<number, number>();
  let written: WatchedSink | null = null;
  let text = false;
  let failure: CallFailure | null = null;
  let reused = 0;
  let pending: boolean | null = true;
  try {
    while (chain.request !== null) {
      const asked = chain.request;
      const times = (asks.get(chain.at) ?? 0) + 1;
      asks.set(chain.at, times);
      const label = `${chain.at}${times > 1 ? `.${times}` : ""}${version}`;
      const page = await fetchPage({ aws, store, request, label, chain, asked });
      if ("kind" in page) {
        // Beyond an end that AWS had told, a marker of our own may be refused: that is an end as well.
        if (!(page.kind === "refused" && asked.own && pending !== true)) failure = page;
        break;
      }
      if (page.reused) reused += 1;
      pages.push(page.file);
      pending = page.portion.pending;
      if (written === null) {
        text = gzip && !isGzip(page.portion.data);
        written = await watchPrefix(await request.open(text), text ? null : request.prefix);
      }
      const fresh = chain.take(page.portion, { ...asked, lines: page.lines });
      if (fresh.length > 0) {
        await written.write(fresh);
        request.arrived(fresh.length);
      }
    }
    if (version === "") await dropPages(store, request, new Set(pages.map(({ path }) => path)));
  } catch (error) {
    await written?.sink.discard();
    throw error;
  }
  const { sizeBytes } = request;
  const whole = failure === null && !chain.flaws.endless && (gzip || sizeBytes === null || chain.at >= sizeBytes);
  const acquired = pages.length === 0 ? null : together(pages);
  return { written, text, whole, flaws: chain.flaws, offsets: chain.offsets, acquired, failure, reused };
}

interface PageWork {
  readonly aws: Aws;
  readonly store: CaseStore;
  readonly request: PortionFileRequest;
  /** The page's name: its offset. */
  readonly label: string;
  readonly chain: PortionChain;
  readonly asked: PortionRequest;
}

interface Page {
  readonly portion: Portion;
  /** As it was asked for in the end. */
  readonly lines: number | null;
  readonly file: CaseFile;
  readonly reused: boolean;
}

/** Carries a failure out of a unit, which then is as if it had not begun. */
class PageFailed extends Error {
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

async function fetchPage(work: PageWork): Promise<Page | CallFailure> {
  const { store, request, asked } = work;
  const key = `${request.sizeBytes ?? "?"} ${request.lastWrittenMs ?? "?"} ${asked.marker}`;
  let portion: Portion | null = null;
  try {
    const { kept, reused } = await store.unit(pageSubject(request, work.label), key, async (unit) => {
      portion = await askPage(work, unit);
      return portion.pending === true && portion.data.length > 0 ? "final" : "again";
    });
    const file = kept.files[0];
    if (file === undefined) throw new RangeError(`a page of ${request.name} without a file`);
    portion ??= readPortion(await readFile(join(store.folder, file.path)));
    if (portion === null) throw new RangeError(`${file.path} holds no answer`);
    const lines = file.origin.parameters["NumberOfLines"];
    return { portion, lines: typeof lines === "number" ? lines : null, file, reused };
  } catch (error) {
    if (error instanceof PageFailed) return error.failure;
    throw error;
  }
}

/** Asks for one page, with fewer lines as long as that mends what is wrong with it. @throws {PageFailed} */
async function askPage({ aws, request, label, chain, asked }: PageWork, unit: Unit): Promise<Portion> {
  const { instance, name } = request;
  const path = casePath("raw", "portions", instance, name, `${label}.xml`);
  let { lines } = asked;
  for (let tries = 0; ; tries += 1) {
    const form = {
      Action: "DownloadDBLogFilePortion",
      Version: "2014-10-31",
      DBInstanceIdentifier: instance,
      LogFileName: name,
      Marker: asked.marker,
      ...(lines === null ? {} : { NumberOfLines: String(lines) }),
    };
    const outcome = await aws.attempt("DownloadDBLogFilePortion", `${instance} ${name}`, async (send) => {
      const body = await wholeBody(await send({ method: "POST", path: "/", form }));
      const sink = await unit.create(path);
      try {
        await sink.write(body);
        const portion = readPortion(body);
        if (portion === null) throw new TryAgain("malformed", "no whole answer of DownloadDBLogFilePortion");
        return { portion, sink };
      } catch (error) {
        await sink.discard();
        throw error;
      }
    });
    if (!outcome.ok) throw new PageFailed(outcome.failure);
    const { portion, sink } = outcome.value;
    const fewer = chain.smaller(portion, { ...asked, lines }, tries);
    if (fewer !== null) {
      await sink.discard();
      lines = fewer;
      continue;
    }
    const parameters = { DBInstanceIdentifier: instance, LogFileName: name, offset: chain.at };
    await sink.commit({
      declaredSize: null,
      growing: false,
      origin: {
        call: "rds:DownloadDBLogFilePortion",
        parameters: lines === null ? parameters : { ...parameters, NumberOfLines: lines },
      },
      acquired: acquiredBy([outcome.facts]),
    });
    return portion;
  }
}

/** @throws {TryAgain} when it is more than a page can be */
async function wholeBody(answer: RawAnswer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > MAX_PAGE_BYTES) throw new TryAgain("malformed", `more than ${MAX_PAGE_BYTES} bytes in one page`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function pageSubject({ instance, name }: Pick<PortionFileRequest, "instance" | "name">, label: string): string {
  return `log page ${instance} ${name} ${label}`;
}

/** Forgets pages of former runs that are no part of the file: it was fetched another way, or has changed. */
export async function dropPages(
  store: CaseStore,
  file: Pick<PortionFileRequest, "instance" | "name">,
  used: ReadonlySet<string>,
): Promise<void> {
  const folder = `${casePath("raw", "portions", file.instance, file.name)}/`;
  const stale = store.files().filter(({ path }) => path.startsWith(folder) && !used.has(path));
  for (const { path } of stale) {
    const label = path.slice(folder.length).replace(/\.xml$/, "");
    await store.unit(pageSubject(file, label), "not used", () => Promise.resolve("final"));
  }
}

function isGzip(data: Buffer): boolean {
  return data[0] === 0x1f && data[1] === 0x8b;
}

function together(pages: readonly CaseFile[]): Acquired {
  const all = pages.map(({ acquired }) => acquired);
  return {
    from: all.map(({ from }) => from).reduce((a, b) => (a < b ? a : b)),
    to: all.map(({ to }) => to).reduce((a, b) => (a > b ? a : b)),
    requestIds: all.flatMap(({ requestIds }) => requestIds),
    attempts: all.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}
