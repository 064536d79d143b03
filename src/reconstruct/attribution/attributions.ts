import {
  type Attribution,
  attributionSources,
  type AttributionSource,
  type Cite,
  type Row,
  type SignatureId,
  type Stream,
} from "../../model/index.ts";
import { fitting } from "../clock/fitting.ts";
import type { ClientPairs } from "../clock/pairs.ts";
import type { Candidate } from "../clock/candidate.ts";
import { Spread } from "../clock/chosen.ts";
import { type Input, marks } from "../context.ts";
import type { InstanceAddresses } from "./instance-addresses.ts";
import { namedInstance } from "./named-instance.ts";
import type { OwnLine } from "./own-lines.ts";

/** Kinds of errors that happen at an instance: not a pool that is empty, nor a name that does not resolve. */
const AT_AN_INSTANCE: readonly SignatureId[] = [
  "client-read-only",
  "client-in-recovery",
  "client-terminated",
  "client-crash-warning",
  "client-not-accepting",
  "client-connection-lost",
  "client-refused",
  "client-timeout",
  "client-unreachable",
  "client-too-many-connections",
  "client-transaction-in-doubt",
  "client-recovery-conflict",
  "client-role-disagreement",
  "pooler-server-lost",
  "pooler-obsolete-connection",
];

/** Records whose text is read for addresses and names; evenly spread where more are left without a server's line. */
const MAX_TEXTS = 1000;
const MAX_CITES = 2;
const TEXT_LENGTH = 16 * 1024;

interface Draft {
  readonly instance: string;
  readonly by: AttributionSource;
  count: number;
  firstUs: number;
  lastUs: number;
  readonly cites: Cite[];
}

/** What tells where a client's errors happened. */
export interface AttributionSources {
  readonly pairs: ClientPairs;
  readonly ownLine: (kind: SignatureId, us: number) => OwnLine | null;
  readonly addresses: InstanceAddresses;
  /** Ids of instances, of which a log or a document tells. */
  readonly instances: ReadonlySet<string>;
}

/**
 * On which instances a client's errors happened (P11), each by the best that says so: the server's own line, the server's
 * address in the client's text, an instance's host name, the wording of an AWS wrapper. Times are corrected by the
 * stream's offset. An error that names two instances, or none, is nobody's. Where texts must be read, at most
 * {@link MAX_TEXTS} errors are looked at: then the count is a lower bound.
 */
export function attributionsOf(input: Input, client: Stream, sources: AttributionSources): readonly Attribution[] {
  const { records } = input;
  const drafts = new Map<string, Draft>();
  const attribute = (instance: string, by: AttributionSource, us: number, cites: readonly Cite[]): void => {
    const key = `${by} ${instance}`;
    const draft = drafts.get(key) ?? { instance, by, count: 0, firstUs: Number.NaN, lastUs: Number.NaN, cites: [] };
    drafts.set(key, draft);
    draft.count++;
    if (!(draft.firstUs <= us)) draft.firstUs = us;
    if (!(draft.lastUs >= us)) draft.lastUs = us;
    if (draft.count <= MAX_CITES) draft.cites.push(...cites);
  };
  const paired = new Map(
    fitting(sources.pairs, client)
      .filter(({ record }) => record.promptness !== "birth")
      .map(({ record, candidate }) => [record.row, candidate]),
  );
  let left = 0;
  for (const { row, us, line } of errorsOf(input, client, paired, sources)) {
    if (line === null) left++;
    else attribute(line.instance, "server-line", us, [{ row }, line.cite]);
  }
  const chosen = new Spread(left, MAX_TEXTS);
  for (const { row, us, line } of left === 0 ? [] : errorsOf(input, client, paired, sources)) {
    if (line !== null || !chosen.takes()) continue;
    const { message, error } = records.text(row);
    const text = (error === null ? message : `${message}\n${error}`).slice(0, TEXT_LENGTH);
    const named = namedInstance(text, sources.addresses, sources.instances);
    if (named !== null) attribute(named.instance, named.by, us, [{ row }]);
  }
  return [...drafts.values()].sort(
    (a, b) => rank(a.by) - rank(b.by) || b.count - a.count || (a.instance < b.instance ? -1 : 1),
  );
}

/** An error of a client, and the line of a server that belongs to it. */
interface AnError {
  readonly row: Row;
  readonly us: number;
  readonly line: { readonly instance: string; readonly cite: Cite } | null;
}

/** In the order of the client's log; a storm of them is walked twice rather than kept. */
function* errorsOf(
  { records, codes }: Input,
  client: Stream,
  paired: ReadonlyMap<Row, Candidate>,
  sources: AttributionSources,
): Iterable<AnError> {
  const rows = [...paired.keys()].sort((a, b) => a - b);
  let next = 0;
  const heard = function* (end: Row): Iterable<AnError> {
    for (; next < rows.length; next++) {
      const row = rows[next] ?? 0;
      const line = paired.get(row);
      if (row >= end || line === undefined) return;
      const us = records.time(row) ?? Number.NaN;
      yield { row, us, line: { instance: line.instance, cite: { row: line.row, store: line.store } } };
    }
  };
  for (const { id, at } of marks(records, codes, client, AT_AN_INSTANCE)) {
    yield* heard(at.row + 1);
    if (id === null || paired.has(at.row)) continue;
    const own = at.dated ? sources.ownLine(id, at.us) : null;
    const line = own === null ? null : { instance: own.instance, cite: { row: own.row } };
    yield { row: at.row, us: at.us, line };
  }
  yield* heard(Number.POSITIVE_INFINITY);
}

function rank(by: AttributionSource): number {
  return attributionSources.indexOf(by);
}
