// What gatherers work with, made by hand: an AWS of functions, or the simulated account; a real case folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Aws, CallFailure, InputOf, Outcome, OutputOf, SdkCall } from "../../../src/collect/calls.ts";
import type { AcquisitionEntry } from "../../../src/collect/case-store.ts";
import type { CollectContext, CollectWindow, Target } from "../../../src/collect/context.ts";
import { openStore } from "../../../src/collect/store/index.ts";
import type { OpenStore } from "../../../src/collect/store/index.ts";

/** A folder that goes away with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "postmortem-collect-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Opens a case in `path` and gives it free with the test. */
export async function openCase(path = folder(), nowMs = Date.UTC(2026, 10, 21, 23)): Promise<OpenStore> {
  const store = await openStore(path, { request: {}, clock: () => nowMs, tool: { version: "0.0.0" } });
  onTestFinished(() => store.close());
  return store;
}

/** Answers of the calls a test is about; a failure stands for itself. */
export type Answers = {
  readonly [N in SdkCall]?: (input: InputOf<N>, nth: number) => Omit<OutputOf<N>, "$metadata"> | CallFailure;
};

/** A failure of a call. */
export function failure(call: SdkCall, kind: CallFailure["kind"], message = "no"): CallFailure {
  return { call, kind, code: "", message, action: `logs:${call}`, resource: null, attempts: 1 };
}

function never(): never {
  throw new Error("not in this test");
}

function nothing(): void {}

/** AWS as functions; calls without one fail the test. `asked` lists what was asked. */
export function handAws(
  answers: Answers,
  nowMs = Date.UTC(2026, 10, 21, 23),
): { readonly aws: Aws; readonly asked: readonly { readonly name: SdkCall; readonly input: unknown }[] } {
  const asked: { readonly name: SdkCall; readonly input: unknown }[] = [];
  const aws: Aws = {
    region: "eu-west-1",
    call: <N extends SdkCall>(name: N, input: InputOf<N>): Promise<Outcome<OutputOf<N>>> => {
      const answer = answers[name];
      if (answer === undefined) throw new Error(`${name} is not in this test`);
      const nth = asked.filter((each) => each.name === name).length;
      asked.push({ name, input });
      const value = answer(input, nth);
      const facts = { requestId: `request-${asked.length}`, attempts: 1, fromMs: nowMs, toMs: nowMs, raw: null };
      return Promise.resolve(
        "kind" in value ? { ok: false, failure: value } : { ok: true, value: value as unknown as OutputOf<N>, facts },
      );
    },
    attempt: never,
    object: never,
    nowMs: () => nowMs,
    counts: () => new Map(),
  };
  return { aws, asked };
}

/** A context; what a test is not about is an Aurora cluster `orders` of `aurora-1` and `aurora-2`. */
export function contextOf(
  aws: Aws,
  store: OpenStore,
  window: CollectWindow,
  over: Partial<CollectContext> = {},
): CollectContext {
  return {
    aws,
    store,
    window,
    progress: { step: nothing, expect: nothing, bytes: nothing, file: nothing },
    target: targetOf("orders", ["aurora-1", "aurora-2"]),
    signal: new AbortController().signal,
    ...over,
  };
}

/** A target as it was found. */
export function targetOf(id: string, instances: readonly string[], kind: Target["kind"] = "aurora-cluster"): Target {
  const members = instances.map((instance) => ({ id: instance, described: null, knownFrom: "cluster" as const }));
  return { kind, id, region: "eu-west-1", account: "123456789012", cluster: null, members };
}

/** Entries as one line each: `cloudwatch-logs aurora-1 complete: …`. */
export function lines(entries: readonly AcquisitionEntry[]): readonly string[] {
  return entries.map(
    ({ source, subject, state, code, reason }) =>
      `${source} ${subject} ${state}${code === null ? "" : ` ${code}`}: ${reason}`,
  );
}
