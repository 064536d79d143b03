/** The loop around every call: limits, back-off, a budget of time, credentials and clock put right on the way. */
import { setTimeout as sleep } from "node:timers/promises";
import { type AnswerFacts, type CallFailure, type CallName, Interrupted, type Outcome, TryAgain } from "../calls.ts";
import type { AwsClock } from "./aws-clock.ts";
import type { CredentialMemo } from "./credentials.ts";
import { LIMITS, type Limit, Limiter } from "./limiter.ts";
import { type LimitGroup, operations } from "./operations.ts";
import { newTrace, type RequestTrace } from "./request-trace.ts";
import { type Remedy, type Trouble, TryFailed } from "./try-failed.ts";

/** One request of the journal of calls. Nothing secret is in it. */
export interface CallEntry {
  readonly call: CallName;
  /** What it was for, in the caller's words. */
  readonly about: string;
  /** From 1. */
  readonly attempt: number;
  /** AWS's clock, epoch ms. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly requestId: string | null;
  /** Of the body that arrived. */
  readonly bytes: number;
  /** Why the try failed; null when it did not. */
  readonly failure: CallFailure["kind"] | null;
}

/** What the loop works with. */
export interface LoopOptions {
  readonly clock: AwsClock;
  readonly credentials: CredentialMemo;
  readonly signal: AbortSignal;
  /** How long tries and pauses of one call may take together, ms. */
  readonly budgetMs: number;
  /** At most so long before the second try, then twice that, and so on; ms. Throttling waits twice as long. */
  readonly firstPauseMs: number;
  readonly limits?: Partial<Readonly<Record<LimitGroup, Limit>>>;
  readonly onCall?: (entry: CallEntry) => void;
}

/** One try; requests that belong to it are opened through it, so that all end with it. */
export interface Try {
  readonly number: number;
  /** Waits for the pace of the call's group, then counts the request. */
  request(keepRaw?: boolean): Promise<RequestTrace>;
  /** Rejects when the run is interrupted. */
  readonly interrupted: Promise<never>;
}

/** Runs tries of calls. */
export interface Loop {
  run<T>(call: CallName, about: string, once: (one: Try) => Promise<T>, whole: "answer" | "file"): Promise<Outcome<T>>;
  readonly counts: () => ReadonlyMap<CallName, number>;
}

/** So often the way there and back is tried within the budget; throttling is tried for as long as the budget lasts. */
const MOST_TRIES = 8;
/** A file of gigabytes may use up the budget in one try: it still gets so many. */
const FEWEST_TRIES_OF_FILES = 5;
/** A try that streams for longer than that was working, not waiting. */
const COUNTED_MS = 30_000;
/** Refusals of credentials, clock and region are mended at once, so often in one call. */
const MOST_MENDED = 3;
const LONGEST_PAUSE_MS = 10_000;
/** What ends something at AWS is asked for when the run is interrupted as well; so long somebody waits for it. */
const ENDING: ReadonlySet<CallName> = new Set(["StopQuery"]);
const ENDING_MS = 3000;

/** Makes the loop; one for all calls of a run. */
export function makeLoop(options: LoopOptions): Loop {
  const { clock, credentials, signal, budgetMs } = options;
  const limiters = new Map<LimitGroup, Limiter>();
  const counts = new Map<CallName, number>();
  const running = new Set<(reason: Interrupted) => void>();
  const stopAll = () => {
    for (const stop of running) stop(interruption());
  };
  // One listener for all requests of a run, not one each.
  signal.addEventListener("abort", stopAll, { once: true });

  const limiterOf = (group: LimitGroup) => {
    const there = limiters.get(group) ?? new Limiter(options.limits?.[group] ?? LIMITS[group]);
    limiters.set(group, there);
    return there;
  };

  async function oneTry<T>(
    call: CallName,
    about: string,
    number: number,
    once: (one: Try) => Promise<T>,
    until: AbortSignal,
  ): Promise<{ readonly value: T; readonly facts: AnswerFacts }> {
    const limiter = limiterOf(operations[call].limit);
    const leave = await limiter.enter(number > 1, until);
    const controller = new AbortController();
    const traces: { readonly trace: RequestTrace; readonly sinceMs: number }[] = [];
    const { promise: interrupted, reject: stop } = Promise.withResolvers<never>();
    interrupted.catch(() => undefined);
    const interrupt = (reason: Interrupted) => {
      stop(reason);
      controller.abort(reason);
    };
    if (until === signal) running.add(interrupt);
    else until.addEventListener("abort", () => interrupt(interruption()), { once: true });
    const fromMs = clock.nowMs();
    let failure: CallFailure["kind"] | null = "refused";
    try {
      const value = await once({
        number,
        interrupted,
        request: async (keepRaw = false) => {
          await limiter.pace(controller.signal);
          const trace = newTrace(call, controller.signal, keepRaw);
          traces.push({ trace, sinceMs: performance.now() });
          counts.set(call, (counts.get(call) ?? 0) + 1);
          return trace;
        },
      });
      until.throwIfAborted();
      failure = null;
      const last = traces.at(-1)?.trace;
      const requestId = last?.requestId ?? null;
      const raw = last?.raw ?? null;
      return { value, facts: { requestId, attempts: number, fromMs, toMs: clock.nowMs(), raw } };
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble !== null) failure = trouble.kind;
      const signedBy = traces.at(-1)?.trace.signedBy ?? null;
      throw trouble === null ? error : new TryFailed({ ...trouble, signedBy }, { cause: error });
    } finally {
      running.delete(interrupt);
      // What the caller has not read to its end is not waited for.
      controller.abort();
      leave();
      for (const { trace, sinceMs } of traces) {
        const last = trace === traces.at(-1)?.trace;
        options.onCall?.({
          call,
          about,
          attempt: number,
          atMs: trace.atMs,
          durationMs: Math.round(performance.now() - sinceMs),
          status: trace.status,
          requestId: trace.requestId,
          bytes: trace.bytes,
          failure: last ? failure : null,
        });
      }
    }
  }

  async function run<T>(
    call: CallName,
    about: string,
    once: (one: Try) => Promise<T>,
    whole: "answer" | "file",
  ): Promise<Outcome<T>> {
    const until = ENDING.has(call) ? AbortSignal.timeout(ENDING_MS) : signal;
    let spentMs = 0;
    let mended = 0;
    for (let number = 1; ; number++) {
      if (until.aborted) throw interruption();
      if (credentials.fatal !== null)
        return { ok: false, failure: failureOf(call, credentials.fatal.trouble, number - 1) };
      const sinceMs = performance.now();
      try {
        return { ok: true, ...(await oneTry(call, about, number, once, until)) };
      } catch (error) {
        if (until.aborted) throw interruption();
        if (!(error instanceof TryFailed)) throw error;
        const tryMs = performance.now() - sinceMs;
        spentMs += whole === "file" ? Math.min(tryMs, COUNTED_MS) : tryMs;
        const mending = await mend(error);
        if (mending === "mended" && ++mended <= MOST_MENDED) continue;
        const { trouble } = mending instanceof TryFailed ? mending : error;
        const failed = { ok: false, failure: failureOf(call, trouble, number) } as const;
        if (!mayTry(trouble.remedy, number, spentMs, whole)) return failed;
        const pauseMs = pauseBefore(trouble, number, options.firstPauseMs);
        const mustTry = whole === "file" && trouble.remedy === "again" && number < FEWEST_TRIES_OF_FILES;
        if (spentMs + pauseMs > budgetMs && !mustTry) return failed;
        spentMs += pauseMs;
        await sleep(pauseMs, undefined, { signal: until }).catch(() => {
          throw interruption();
        });
      }
    }
  }

  function mayTry(remedy: Remedy, number: number, spentMs: number, whole: "answer" | "file"): boolean {
    if (remedy !== "again" && remedy !== "slower") return false;
    if (remedy === "slower") return spentMs < budgetMs;
    if (number >= MOST_TRIES) return false;
    return spentMs < budgetMs || (whole === "file" && number < FEWEST_TRIES_OF_FILES);
  }

  /** Puts right what can be; otherwise the failure that counts: why there are no credentials says more than a refusal. */
  async function mend(error: TryFailed): Promise<"mended" | TryFailed> {
    const { remedy, signedBy } = error.trouble;
    // Clock and region were learned where the answer was read.
    if (remedy === "clock" || remedy === "region") return "mended";
    if (remedy !== "credentials" || signedBy === null || signedBy === undefined) return error;
    try {
      return (await credentials.renew(error, signedBy)) ? "mended" : (credentials.fatal ?? error);
    } catch (renewal) {
      if (renewal instanceof TryFailed) return renewal;
      throw renewal;
    }
  }

  return { run, counts: () => counts };
}

/** Full jitter, at least what AWS asks for. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
function pauseBefore(trouble: Trouble, number: number, firstMs: number): number {
  const ceilingMs = Math.min(LONGEST_PAUSE_MS, firstMs * 2 ** (trouble.remedy === "slower" ? number : number - 1));
  return Math.max(trouble.retryAfterMs ?? 0, Math.random() * ceilingMs);
}

function failureOf(call: CallName, trouble: Trouble, attempts: number): CallFailure {
  const { kind, code, message } = trouble;
  const action = trouble.action ?? operations[call].action;
  return { call, kind, code, message, action, resource: trouble.resource ?? null, attempts };
}

/** What a thrown value says of the try; null for what is no failure of the call: a full disk, a bug. */
function troubleOf(error: unknown): Trouble | null {
  if (error instanceof TryFailed) return error.trouble;
  if (!(error instanceof TryAgain)) return null;
  const cause = error.cause instanceof TryFailed ? error.cause.trouble : null;
  const remedy = error.kind === "throttled" ? "slower" : "again";
  return { kind: error.kind, remedy, code: cause?.code ?? "", message: error.message };
}

function interruption(): Interrupted {
  return new Interrupted("interrupted");
}
