import type { CallFailure } from "../calls.ts";
import type { CaseFile, Unit } from "../case-store.ts";
import type { CompleteFile } from "./complete-file.ts";
import { type Got, getWhole, prefixOf } from "./get-whole.ts";
import { troubleOf } from "../trouble.ts";
import { flawEntries } from "./flaw-entries.ts";
import { fileSubject, rotatedAwayEntry, shortEntry } from "./log-entries.ts";
import { acquiredAt, type LogJob, textPath } from "./log-job.ts";
import { fetchPortions } from "./portion-file.ts";

/** Not a byte came: the unit stays what it was. */
export class NothingCame extends Error {
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The file by REST, else in portions, else what there is. @throws {NothingCame} */
export async function getEitherWay(job: LogJob, unit: Unit, former: CaseFile | null): Promise<Got | "gone"> {
  const { context, learned } = job;
  if (learned.hopeless !== null) throw new NothingCame(learned.hopeless);
  let rest: CompleteFile | null = null;
  const startMs = context.aws.nowMs();
  if (learned.restDenied === null) {
    const whole = await getWhole(job, unit, former);
    if ("got" in whole) return whole.got;
    rest = whole.rest;
    const failure = rest.failure;
    if (failure !== null) {
      if (isGone(failure)) return "gone";
      if (failure.kind === "denied") learned.restDenied = failure;
      if (["expired", "credentials", "not-ready"].includes(failure.kind)) {
        if (failure.kind !== "not-ready") learned.hopeless = failure;
        return leftOver(job, rest, failure, startMs);
      }
    }
  }
  return getPortions(job, unit, former, rest);
}

function isGone({ kind, code }: CallFailure): boolean {
  return kind === "not-found" && /LogFileNotFound/i.test(code);
}

/** @throws {NothingCame} */
async function getPortions(
  job: LogJob,
  unit: Unit,
  former: CaseFile | null,
  rest: CompleteFile | null,
): Promise<Got | "gone"> {
  const { context, instance, file, learned } = job;
  const subject = fileSubject(instance, file.name);
  const fetchedMs = context.aws.nowMs();
  const before = rest?.written?.sink.bytes ?? 0;
  const portions = await fetchPortions(context.aws, context.store, {
    instance,
    name: file.name,
    sizeBytes: file.sizeBytes,
    lastWrittenMs: file.lastWrittenMs,
    prefix: prefixOf(unit, former),
    async open(text) {
      // Only now that pages do come: two files cannot have one name.
      await rest?.written?.sink.discard();
      return unit.create(text ? textPath(job) : job.path);
    },
    arrived: (bytes) => context.progress.bytes(bytes),
  });
  const { written, failure, flaws, acquired } = portions;
  if (written === null || acquired === null) {
    const reason = failure ?? rest?.failure ?? learned.restDenied;
    if (failure !== null && isGone(failure) && before === 0) return "gone";
    if (failure?.kind === "denied" && learned.restDenied !== null) learned.hopeless = failure;
    if (failure !== null && ["expired", "credentials"].includes(failure.kind)) learned.hopeless = failure;
    if (reason === null) throw new RangeError(`no page of ${file.name}, and no failure`);
    // That portions are denied as well says less than why the whole file did not come.
    return leftOver(job, rest, failure?.kind === "denied" ? (rest?.failure ?? reason) : reason, fetchedMs);
  }
  if (!portions.whole && written.sink.bytes < before) {
    // The other way brought more, and two files cannot have one name: once more.
    await written.sink.discard();
    const whole = await getWhole(job, unit, former);
    if ("got" in whole) return whole.got;
    return leftOver(job, whole.rest, whole.rest.failure ?? failure, fetchedMs);
  }
  const { bytes } = written.sink;
  const declaredSize = portions.text ? null : file.sizeBytes;
  const entries = [...flawEntries(subject, flaws)];
  const damaged = entries.some(({ state }) => state !== "complete");
  if (failure !== null && isGone(failure))
    entries.push(rotatedAwayEntry(subject, file.sizeBytes, bytes, context.target));
  else if (!portions.whole) {
    const reason = failure ?? rest?.failure ?? null;
    const words = reason === null ? "AWS says that this is its end" : troubleOf(reason).reason;
    entries.push(shortEntry(subject, bytes, file.sizeBytes ?? bytes + 1, words));
  }
  return {
    written,
    path: portions.text ? textPath(job) : job.path,
    declaredSize,
    call: "rds:DownloadDBLogFilePortion",
    parameters: flaws.marksRemoved > 0 ? { marksRemoved: flaws.marksRemoved } : {},
    offsets: portions.offsets,
    acquired,
    entries,
    whole: portions.whole && !damaged,
    grew: false,
    fetchedMs,
  };
}

/** What a try by REST left, or nothing. @throws {NothingCame} */
function leftOver(job: LogJob, rest: CompleteFile | null, failure: CallFailure | null, startMs: number): Got {
  const { context, instance, file, path } = job;
  const written = rest?.written ?? null;
  if (written === null || written.sink.bytes === 0) {
    throw new NothingCame(failure ?? noReason(file.name));
  }
  const { bytes } = written.sink;
  const reason = failure === null ? "AWS says that this is its end" : troubleOf(failure).reason;
  return {
    written,
    path,
    declaredSize: file.sizeBytes,
    call: "rds:DownloadCompleteDBLogFile",
    parameters: {},
    offsets: null,
    acquired: acquiredAt(startMs, context.aws.nowMs(), [], failure?.attempts ?? 1),
    entries: [shortEntry(fileSubject(instance, file.name), bytes, file.sizeBytes ?? bytes + 1, reason)],
    whole: false,
    grew: false,
    fetchedMs: startMs,
  };
}

function noReason(name: string): CallFailure {
  const action = "rds:DownloadCompleteDBLogFile";
  const message = `nothing came of ${name}`;
  return { call: "DownloadCompleteDBLogFile", kind: "short", code: "", message, action, resource: null, attempts: 1 };
}
