import {
  type Cite,
  type Failover,
  type Incarnation,
  type RoleSource,
  type RoleSpan,
  roleSources,
  SECOND_US,
} from "../model/index.ts";
import type { Input } from "./context.ts";

/** A document's word on the role of one instance over an interval. */
interface Statement {
  /** The end of the interval it was made at: what contradicts it ends before, or begins after. */
  readonly madeAt: "start" | "end";
  readonly role: RoleSpan["role"];
  readonly source: RoleSource;
  readonly startUs: number;
  readonly endUs: number;
  readonly cite: Cite;
}

/**
 * Roles by events and logs (`spans`), completed by what cluster snapshots and operators say (P5). A snapshot is of one
 * moment; what it says holds back to the last change of the role that is seen. What events and logs say of their own
 * times stands: documents fill the time between, and lend their name to what agrees with them.
 */
export function withDocumentRoles(
  input: Input,
  instance: string,
  lives: readonly Incarnation[],
  failovers: readonly Failover[],
  spans: readonly RoleSpan[],
): readonly RoleSpan[] {
  const statements = [...snapshotStatements(input, instance, lives, failovers), ...toldStatements(instance, failovers)];
  statements.sort((a, b) => roleSources.indexOf(a.source) - roleSources.indexOf(b.source) || a.startUs - b.startUs);
  return statements.reduce((known, statement) => withStatement(instance, known, statement), spans);
}

function* snapshotStatements(
  { documents, eventsSupplied, options }: Input,
  instance: string,
  lives: readonly Incarnation[],
  failovers: readonly Failover[],
): Iterable<Statement> {
  const mayRunUs = options.normalFailoverSeconds * SECOND_US;
  for (const { us, members } of documents.snapshots) {
    const member = members.find((each) => each.instance === instance);
    if (member === undefined) continue;
    const takenUs = Number.isNaN(us) ? Number.POSITIVE_INFINITY : us;
    const last = failovers.findLast((each) => each.t0Us <= takenUs);
    // One taken while a failover runs shows neither its beginning nor its end.
    const overUs = last === undefined ? takenUs : last.outcome === "unknown" ? last.t0Us + mayRunUs : last.t1Us;
    if (takenUs < overUs) continue;
    const startUs = last?.t1Us ?? seenSinceUs(lives, takenUs, eventsSupplied);
    const endUs = failovers.find((each) => each.t0Us > takenUs)?.t0Us ?? takenUs;
    const role = member.writer ? "writer" : "reader";
    yield { madeAt: "end", role, source: "api", startUs, endUs, cite: { exhibit: member.exhibit } };
  }
}

/**
 * Since when no change of role can be hidden, with no failover seen. Events would tell of one; without them a restart may
 * hide it, for Aurora restarts an instance that gains or loses the role (DOMAIN §2.1).
 */
function seenSinceUs(lives: readonly Incarnation[], takenUs: number, eventsSupplied: boolean): number {
  const life = eventsSupplied ? lives[0] : lives.findLast((each) => each.firstUs <= takenUs);
  return life?.firstUs ?? takenUs;
}

/** Who is the writer after failovers whose end nobody but people tell. */
function* toldStatements(instance: string, failovers: readonly Failover[]): Iterable<Statement> {
  for (const [i, failover] of failovers.entries()) {
    const cite = failover.ended.findLast((each) => "exhibit" in each && each.exhibit.kind === "operator");
    const { endWriter, target, oldWriter, t1Us } = failover;
    if (cite === undefined || endWriter === null) continue;
    if (instance !== endWriter && instance !== target && instance !== oldWriter) continue;
    const endUs = failovers[i + 1]?.t0Us ?? Number.POSITIVE_INFINITY;
    const role = instance === endWriter ? "writer" : "reader";
    yield { madeAt: "start", role, source: "operator", startUs: t1Us, endUs, cite };
  }
}

function withStatement(instance: string, spans: readonly RoleSpan[], statement: Statement): readonly RoleSpan[] {
  const { role, source, cite } = statement;
  const against = spans.filter(
    (span) => span.role !== role && span.endUs > statement.startUs && span.startUs < statement.endUs,
  );
  const late = statement.madeAt === "end";
  const startUs = Math.max(statement.startUs, ...(late ? against.map((span) => span.endUs) : []));
  const endUs = Math.min(statement.endUs, ...(late ? [] : against.map((span) => span.startUs)));
  if (!(startUs < endUs)) return spans;
  const found: RoleSpan[] = [];
  const add = (span: RoleSpan): void => {
    const last = found.at(-1);
    if (last?.role !== span.role || last.source !== span.source || last.endUs !== span.startUs) found.push(span);
    else found[found.length - 1] = { ...last, endUs: span.endUs, cites: together(last.cites, span.cites) };
  };
  let atUs = startUs;
  const fillTo = (us: number): void => {
    if (us > atUs) add({ instance, role, source, startUs: atUs, endUs: us, cites: [cite] });
    atUs = Math.max(atUs, us);
  };
  for (const span of spans) {
    if (span.endUs <= startUs) {
      add(span);
      continue;
    }
    fillTo(Math.min(span.startUs, endUs));
    atUs = Math.max(atUs, Math.min(span.endUs, endUs));
    const within = span.startUs >= startUs && span.endUs <= endUs;
    const better = within && roleSources.indexOf(source) < roleSources.indexOf(span.source);
    add(better ? { ...span, source, cites: together(span.cites, [cite]) } : span);
  }
  fillTo(endUs);
  return found;
}

/** Citations of both, each once, a few. */
function together(a: readonly Cite[], b: readonly Cite[]): readonly Cite[] {
  const known = new Set(a.map((cite) => JSON.stringify(cite)));
  return [...a, ...b.filter((cite) => !known.has(JSON.stringify(cite)))].slice(0, 5);
}
