import { createHash } from "node:crypto";
import type { DBInstance } from "@aws-sdk/client-rds";
import type { AnswerFacts, Aws, CallFailure, InputOf, OutputOf, SdkCall } from "../../../src/collect/calls.ts";
import type { AcquisitionEntry, CaseFile, CaseStore, FileSink, Kept, Unit } from "../../../src/collect/case-store.ts";
import type { CollectContext, Member, Target } from "../../../src/collect/context.ts";

export const NOW = Date.parse("2026-11-21T20:00:00Z");
export const MINUTE_MS = 60_000;

type Answers = {
  readonly [N in SdkCall]?: (input: InputOf<N>, nth: number) => Omit<OutputOf<N>, "$metadata"> | CallFailure;
};

/** AWS that answers from functions; `asked` is what was asked, in order. */
export function fakeAws(
  answers: Answers,
  nowMs = NOW,
): Aws & { readonly asked: readonly { readonly name: SdkCall; readonly input: unknown }[] } {
  const asked: { name: SdkCall; input: unknown }[] = [];
  return {
    asked,
    region: "eu-west-1",
    call: async (name, input) => {
      asked.push({ name, input });
      const answer = answers[name]?.(input, asked.filter((each) => each.name === name).length);
      if (answer === undefined) throw new Error(`${name} is not asked for in this test`);
      if ("kind" in answer && "attempts" in answer) return { ok: false, failure: answer };
      const facts: AnswerFacts = { requestId: `r${asked.length}`, attempts: 1, fromMs: nowMs, toMs: nowMs, raw: null };
      return { ok: true, value: { $metadata: {}, ...answer }, facts };
    },
    attempt: () => Promise.reject(new Error("nothing is tried by hand here")),
    object: () => Promise.reject(new Error("nothing is in S3 here")),
    nowMs: () => nowMs,
    counts: () => new Map(),
  };
}

export function failure(call: SdkCall, kind: CallFailure["kind"], over: Partial<CallFailure> = {}): CallFailure {
  return { call, kind, code: "", message: "", action: `x:${call}`, resource: null, attempts: 1, ...over };
}

interface Ended {
  readonly key: string;
  readonly end: "final" | "again";
  readonly kept: Kept;
}

/** A case in memory, over several runs: `nextRun` forgets the ledger, as a new process does. */
export interface FakeStore extends CaseStore {
  text(path: string): string;
  readonly paths: readonly string[];
  endOf(subject: string): "final" | "again" | null;
  nextRun(): void;
}

export function fakeStore(): FakeStore {
  const contents = new Map<string, Buffer>();
  const ended = new Map<string, Ended>();
  let notes: AcquisitionEntry[] = [];
  const owned = (): CaseFile[] => [...ended.values()].flatMap(({ kept }) => kept.files);
  return {
    folder: "/case",
    text: (path) => contents.get(path)?.toString() ?? "",
    get paths() {
      return owned()
        .map(({ path }) => path)
        .toSorted();
    },
    endOf: (subject) => ended.get(subject)?.end ?? null,
    nextRun: () => (notes = []),
    note: (entry) => void notes.push(entry),
    entries: () => [...[...ended.values()].flatMap(({ kept }) => kept.entries), ...notes],
    files: owned,
    unit: async (subject, key, work) => {
      const former = ended.get(subject) ?? null;
      if (former?.key === key && former.end === "final") return { kept: former.kept, reused: true };
      const files: CaseFile[] = [];
      const entries: AcquisitionEntry[] = [];
      const written = new Map<string, Buffer>();
      const unit: Unit = {
        former: former?.kept ?? null,
        note: (entry) => void entries.push(entry),
        keep: (path) => {
          const file = former?.kept.files.find((each) => each.path === path);
          if (file === undefined) throw new RangeError(path);
          files.push(file);
        },
        create: async (path) => sink(path, files, written),
      };
      const end = await work(unit);
      for (const [path, bytes] of written) contents.set(path, bytes);
      const kept = { key, files, entries };
      ended.set(subject, { key, end, kept });
      return { kept, reused: false };
    },
  };
}

function sink(path: string, files: CaseFile[], written: Map<string, Buffer>): FileSink {
  if (files.some((file) => file.path === path)) throw new RangeError(`${path} is there`);
  let bytes = Buffer.alloc(0);
  const digest = (): string => createHash("sha256").update(bytes).digest("hex");
  return {
    get bytes() {
      return bytes.length;
    },
    digest: async () => digest(),
    write: async (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
    },
    commit: async (facts) => {
      const file = { path, sha256: digest(), bytes: bytes.length, ...facts };
      files.push(file);
      written.set(path, bytes);
      return file;
    },
    discard: async () => undefined,
  };
}

export function member(id: string, described: Partial<DBInstance> | null = {}): Member {
  const whole =
    described === null ? null : { DBInstanceIdentifier: id, DbiResourceId: `db-${id.toUpperCase()}`, ...described };
  return { id, described: whole, knownFrom: "cluster" };
}

function nothing(): void {}

/** A run on a cluster of these members, window 19:00 to 19:30 unless told otherwise. */
export function context(
  aws: Aws,
  store: CaseStore,
  members: readonly Member[],
  over: {
    readonly target?: Partial<Target>;
    readonly window?: Partial<CollectContext["window"]>;
    readonly signal?: AbortSignal;
  } = {},
): CollectContext {
  return {
    aws,
    store,
    progress: { step: nothing, expect: nothing, bytes: nothing, file: nothing },
    window: { sinceMs: NOW - 60 * MINUTE_MS, untilMs: NOW - 30 * MINUTE_MS, ...over.window },
    target: {
      kind: "aurora-cluster",
      id: "orders",
      region: "eu-west-1",
      account: null,
      cluster: { DBClusterIdentifier: "orders" },
      members,
      ...over.target,
    },
    signal: over.signal ?? new AbortController().signal,
  };
}

/** The ledger in short: subject, state, code. */
export function ledger(store: CaseStore): readonly (readonly [string, string, string | null])[] {
  return store.entries().map(({ subject, state, code }) => [subject, state, code] as const);
}
