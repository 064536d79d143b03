import {
  type AcceptedWrites,
  type ClientFacts,
  type Crash,
  type Facts,
  type Incarnation,
  type InstanceFacts,
  type Overlap,
  type Refusals,
  type Moment,
  type RoleSource,
  type SignatureId,
  type Stream,
  type Window,
  type WritableSpan,
  epochUs,
} from "../model/index.ts";
import { birthsAfterReady } from "./births.ts";
import { clientFactsOf } from "./clients.ts";
import { withContainerEnds } from "./container-ends.ts";
import { type Input, marks } from "./context.ts";
import { correlate, type Correlations } from "./correlate.ts";
import { coverageOf, type Extent } from "./coverage.ts";
import { failoversOf } from "./failovers.ts";
import { forwardingOf } from "./forwarding.ts";
import { incarnationsOf } from "./incarnations.ts";
import { ledgerOf } from "./ledger.ts";
import type { Life } from "./log-failovers.ts";
import { memoryOf } from "./memory.ts";
import { exhaustionOf, listedErrors, othersOf } from "./others.ts";
import { refusalsOf } from "./refusals.ts";
import { ownRoleOf, rolesOf } from "./roles.ts";
import { seenOn } from "./seen.ts";
import { overlapOf, writableSpansOf } from "./spans.ts";
import { uptimeRestartsOf } from "./uptime.ts";
import { acceptedWrites } from "./accepted-writes.ts";
import { gradeCrash } from "./writes.ts";

/** First and last dated record of each instance and the silences between, whatever was kept of it (µs). */
export type Extents = ReadonlyMap<string, Extent>;

/** Moments of one kind kept: a standby without primary repeats one every few seconds. */
const MAX_MOMENTS = 50;

function momentsOf(input: Input, stream: Stream, ...ids: readonly SignatureId[]): readonly Moment[] {
  const found: Moment[] = [];
  for (const { at } of marks(input.records, input.codes, stream, ids)) {
    found.push(at);
    if (found.length === MAX_MOMENTS) break;
  }
  return found;
}

interface Draft extends Life {
  readonly stream: Stream;
  readonly spans: readonly WritableSpan[];
}

/** Everything the logs and events show, as relations with their lines. Judges nothing. */
export function reconstruct(input: Input, extents: Extents, correlations: Correlations = correlate(input)): Facts {
  const plain = input.records.streams
    .filter((stream) => stream.kind === "server")
    .map((stream) => draftOf(input, stream));
  const streams = input.records.streams.filter((stream) => stream.kind === "client");
  const told = streams.map((stream) => ({
    ...clientFactsOf(input.records, input.codes, stream),
    ...correlations.linkOf(
      stream,
      plain.flatMap(({ refusals }) => refusals ?? []),
    ),
  }));
  const clients = withContainerEnds(told, input.documents);
  const failovers = failoversOf(input, plain, spanOf(windowOf(input, plain, [], extents), clients));
  const drafts = plain.map((draft) => ({ ...draft, spans: draft.spans.map((span) => afterReader(span, failovers)) }));
  const window = windowOf(input, drafts, failovers, extents);
  const subjects = drafts.map((life) => ({ life, others: othersOf(input, life.stream) }));
  const seen = seenOn(input, subjects, failovers);
  const instances = subjects.map(({ life: draft, others }): InstanceFacts => {
    const extent = extents.get(draft.instance) ?? { firstUs: Number.NaN, lastUs: Number.NaN, gaps: [] };
    return {
      id: draft.instance,
      logged: true,
      excerpt: input.excerpts.has(draft.instance),
      incarnations: draft.lives,
      crashes: draft.lives.flatMap((life) => (life.crash === null ? [] : [life.crash])),
      refusals: draft.refusals,
      accepted: draft.accepted,
      coverage: coverageOf(input, draft.instance, draft.lives, window, extent),
      roles: rolesOf(input, draft, failovers),
      standbyLives: draft.own.standby.map((span) => ({ life: span.life, untilUs: span.untilUs, row: span.row })),
      promotions: draft.own.promotions,
      spans: draft.spans,
      recoveries: momentsOf(input, draft.stream, "automatic-recovery"),
      demotions: momentsOf(input, draft.stream, "parameter-changed", "reload-requested"),
      streamingLost: momentsOf(input, draft.stream, "streaming-failed"),
      exhaustion: exhaustionOf(input, draft.stream),
      seen: seen.get(draft.instance) ?? [],
      births: birthsAfterReady(input, draft.instance, draft.lives),
      otherErrors: listedErrors(others),
    };
  });
  const overlaps = overlapsOf(drafts, input);
  const facts = {
    window,
    instances,
    failovers,
    overlaps,
    clients,
    events: input.events,
    eventsSupplied: input.eventsSupplied,
    documents: input.documents,
    memory: memoryOf(input, drafts, failovers),
    forwarding: forwardingOf(input.documents),
    uptimeRestarts: uptimeRestartsOf(input.documents),
  };
  return { ...facts, ledger: ledgerOf(input, facts) };
}

function draftOf(input: Input, stream: Stream): Draft {
  const refusals = refusalsOf(input, stream);
  const accepted = acceptedWrites(input, stream.name, refusals);
  const plain = incarnationsOf(input, stream);
  const lives = plain.map((life, i) => withCrash(input, life, plain[i + 1], refusals, accepted));
  const own = ownRoleOf(input, stream, lives);
  const life: Life = { instance: stream.name, lives, own, refusals, accepted };
  return { ...life, stream, spans: writableSpansOf(life, accepted) };
}

/** Grades a crash's write evidence; a life that ends without a word before an interrupted start is a crash too. */
function withCrash(
  input: Input,
  life: Incarnation,
  next: Incarnation | undefined,
  refusals: Refusals | null,
  accepted: AcceptedWrites,
): Incarnation {
  if (life.crash !== null) {
    return { ...life, crash: { ...life.crash, write: gradeCrash(input, life.crash, life, refusals, accepted) } };
  }
  const interrupted = next?.found === "interrupted" || next?.found === "interrupted-in-recovery";
  if (life.endKind !== "lost" || !interrupted || next.foundRow === null) return life;
  const crash: Crash = {
    instance: life.instance,
    incarnation: life.index,
    at: { row: next.foundRow, us: life.endUs, dated: true },
    rows: [next.foundRow],
    kind: "lost",
    childPid: null,
    clientBackend: false,
    signal: null,
    statement: null,
    statementRow: null,
    fingerprint: null,
    runtimeText: null,
    reinitialized: false,
    write: { level: "none", reason: "the log ends without a word", cites: [] },
  };
  return { ...life, crash };
}

/** Sources whose time of a start is AWS's own, to the second. */
const TIMED: ReadonlySet<RoleSource> = new Set(["event", "api", "cloudtrail"]);

/** The target of a failover was a reader until it began: its writable span starts no earlier (events are seconds late). */
function afterReader(span: WritableSpan, failovers: Facts["failovers"]): WritableSpan {
  const failover = failovers.find(
    (each) =>
      TIMED.has(each.source) && each.target === span.instance && each.t0Us > span.startUs && each.t0Us < span.endUs,
  );
  return failover === undefined
    ? span
    : { ...span, startUs: Math.max(span.startUs, failover.t0Us - failover.uncertaintyUs) };
}

function overlapsOf(drafts: readonly Draft[], input: Input): readonly Overlap[] {
  const found: Overlap[] = [];
  drafts.forEach((a, i) => {
    for (const b of drafts.slice(i + 1)) {
      for (const x of a.spans) for (const y of b.spans) found.push(overlapOf(x, y, input.options));
    }
  });
  return found;
}

/** Where anything at all has records: what documents tell of other times is not of this case. */
function spanOf(window: Window | null, clients: readonly ClientFacts[]): Window | null {
  const bounds = clients.flatMap(({ firstUs, lastUs }) => (Number.isNaN(firstUs) ? [] : [firstUs, lastUs]));
  if (window !== null) bounds.push(window.start, window.end);
  if (bounds.length === 0) return null;
  const start = bounds.reduce((a, b) => Math.min(a, b));
  const end = bounds.reduce((a, b) => Math.max(a, b));
  return { start: epochUs(Math.round(start)), end: epochUs(Math.round(end)) };
}

/** From the first to the last dated thing of the case: nothing is known outside. */
function windowOf(
  input: Input,
  drafts: readonly Draft[],
  failovers: Facts["failovers"],
  extents: Extents,
): Window | null {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  const widen = (us: number): void => {
    if (Number.isNaN(us)) return;
    start = Math.min(start, us);
    end = Math.max(end, us);
  };
  for (const { instance } of drafts) {
    const extent = extents.get(instance);
    widen(extent?.firstUs ?? Number.NaN);
    widen(extent?.lastUs ?? Number.NaN);
  }
  for (const { t0Us, t1Us } of failovers) {
    widen(t0Us);
    widen(t1Us);
  }
  for (const event of input.events) widen(event.time);
  if (drafts.length === 0 && input.events.length === 0) {
    for (const stream of input.records.streams) {
      for (const row of input.records.ofStream(stream)) widen(input.records.time(row) ?? Number.NaN);
    }
  }
  // What people tell of other times is heard, and covers nothing.
  start = Math.max(start, input.limits?.sinceUs ?? start);
  end = Math.min(end, input.limits?.untilUs ?? end);
  return start <= end ? { start: epochUs(Math.round(start)), end: epochUs(Math.round(end)) } : null;
}
