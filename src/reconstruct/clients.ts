import {
  type ClientFacts,
  type ErrorRun,
  LevelCode,
  type Moment,
  type Records,
  type Row,
  type SignatureCodes,
  type Stream,
} from "../model/index.ts";
import { allMarks } from "./context.ts";
import type { ClientLink } from "./correlate.ts";
import { doubtsOf } from "./doubts.ts";

/** Records of one kind kept as examples: the first few and the last. */
const EXEMPLARS = 4;

interface Run {
  kind: string;
  count: number;
  firstUs: number;
  lastUs: number;
  rows: Row[];
  last: Row;
}

/** Kinds that are states of a client or a proxy, not failures of its requests. */
const NOT_ERRORS = new Set([
  "client-started",
  "client-stopped",
  "client-topology",
  "client-follow-up",
  "client-other-product-read-only",
]);

/** What a client's own stream tells; what ties it to the instances is correlated. */
type OwnFacts = Omit<ClientFacts, keyof ClientLink | "containerEnds">;

/** What one client's stream shows (P10, P13): errors by kind over time, restarts, successes. */
export function clientFactsOf(records: Records, codes: SignatureCodes, stream: Stream): OwnFacts {
  const runs = new Map<string, Run>();
  const refusedUs: number[] = [];
  const starts: Moment[] = [];
  const successes: Moment[] = [];
  let endpoint: ClientFacts["endpoint"] = null;
  let firstUs = Number.NaN;
  let lastUs = Number.NaN;
  let examined = 0;
  for (const { id, at } of allMarks(records, codes, stream)) {
    if (at.dated) {
      if (!(firstUs <= at.us)) firstUs = at.us;
      if (!(lastUs >= at.us)) lastUs = at.us;
    }
    if (id === "client-started") starts.push(at);
    if (id === "client-read-only" && !Number.isNaN(at.us)) refusedUs.push(at.us);
    if (endpoint === null && examined < 200) {
      examined++;
      endpoint = endpointIn(records, at.row);
    }
    if (id !== null && !NOT_ERRORS.has(id)) addTo(runs, id, at);
    else if (id === null && at.dated && isOrdinary(records.level(at.row))) successes.push(at);
  }
  refusedUs.sort((a, b) => a - b);
  return {
    id: stream.name,
    files: stream.files,
    firstUs,
    lastUs,
    errors: [...runs.values()]
      .map(({ kind, count, firstUs: from, lastUs: to, rows, last }): ErrorRun => {
        return { kind, count, firstUs: from, lastUs: to, rows: rows.includes(last) ? rows : [...rows, last] };
      })
      .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)),
    refusedUs,
    starts,
    successes: successes.sort((a, b) => a.us - b.us),
    endpoint,
    offsetSeconds: stream.offsetSeconds,
    doubts: doubtsOf(records, codes, stream),
  };
}

function addTo(runs: Map<string, Run>, kind: string, at: Moment): void {
  const run = runs.get(kind);
  if (run === undefined) {
    runs.set(kind, { kind, count: 1, firstUs: at.us, lastUs: at.us, rows: [at.row], last: at.row });
    return;
  }
  run.count++;
  if (at.us < run.firstUs) run.firstUs = at.us;
  if (!(at.us < run.lastUs)) {
    run.lastUs = at.us;
    run.last = at.row;
  }
  if (run.rows.length < EXEMPLARS) run.rows.push(at.row);
}

function isOrdinary(level: number): boolean {
  return (
    level === LevelCode.none || level === LevelCode.info || level === LevelCode.notice || level === LevelCode.debug
  );
}

/** An RDS endpoint named by a record: cluster, reader (`cluster-ro-`), custom or instance endpoint. */
function endpointIn(records: Records, row: Row): ClientFacts["endpoint"] {
  const { message, error } = records.text(row);
  const name =
    /(?<![a-z0-9-])[a-z0-9-]{1,63}\.(?:cluster-(?:ro-|custom-)?)?[a-z0-9]{1,63}\.[a-z0-9-]{1,63}\.rds\.amazonaws\.com/.exec(
      `${message}\n${error ?? ""}`,
    )?.[0];
  return name === undefined ? null : { name, row };
}
