import {
  type Facts,
  formatUtc,
  type Level,
  levels,
  PartCode,
  type RdsEvent,
  type Records,
  type Role,
  roleSources,
  type RoleSpan,
  type Row,
  type Source,
} from "../model/index.ts";
import type { EventSource, RuleEvent } from "../rules/index.ts";
import { codes } from "../signatures/index.ts";

/** A case as rules see it, and where their events stand. */
export interface RuleTimeline {
  /** Records and RDS events in timeline order; RDS events behind records of the same instant. */
  readonly events: () => Iterable<RuleEvent>;
  /** The record's row, or the RDS event. */
  readonly at: (event: RuleEvent) => { readonly row: Row } | { readonly event: RdsEvent };
  readonly source: (event: RuleEvent) => Source;
  /** Its time, as precise as the source wrote it; null when undated. */
  readonly stamp: (event: RuleEvent) => string | null;
}

/** Records with what reconstruction found out about them. */
export function ruleTimeline(records: Records, facts: Pick<Facts, "instances" | "events">): RuleTimeline {
  const roles = new Map(facts.instances.map(({ id, roles: spans }) => [id, spans]));
  const rdsEvents = facts.events.map((event, i) => fromRdsEvent(event, -1 - i, roles));
  const at: RuleTimeline["at"] = ({ place }) => {
    const event = facts.events[-1 - place];
    return event === undefined ? { row: place } : { event };
  };
  return {
    at,
    source: (event) => {
      const cited = at(event);
      return "event" in cited ? cited.event.source : records.source(cited.row);
    },
    stamp: (event) => {
      const cited = at(event);
      if ("event" in cited) return formatUtc(cited.event.time, "millisecond");
      const time = records.time(cited.row);
      return time === null ? null : formatUtc(time, records.precision(cited.row));
    },
    *events() {
      let next = 0;
      let reachedUs = Number.NEGATIVE_INFINITY;
      for (const row of records.inOrder()) {
        if (records.part(row) !== PartCode.message) continue;
        const event = new RecordEvent(records, row, roles);
        if (event.us > reachedUs) reachedUs = event.us;
        for (let rds = rdsEvents[next]; rds !== undefined && rds.us < reachedUs; rds = rdsEvents[++next]) yield rds;
        yield event;
      }
      yield* rdsEvents.slice(next);
    },
  };
}

/** A record; its text is read from its file when somebody asks. */
class RecordEvent implements RuleEvent {
  readonly us: number;
  readonly source: EventSource;
  readonly instance: string | null;
  readonly client: string | null;
  readonly role: Role;
  readonly signature: string | null;
  readonly level: Level;
  readonly place: Row;
  private readonly records: Records;
  private read: { readonly text: string; readonly sqlstate: string | null } | null = null;

  constructor(records: Records, row: Row, roles: ReadonlyMap<string, readonly RoleSpan[]>) {
    const { kind, name } = records.stream(row);
    this.records = records;
    this.place = row;
    this.us = records.time(row) ?? Number.NaN;
    this.source = kind;
    this.instance = kind === "server" ? name : null;
    this.client = kind === "client" ? name : null;
    this.role = kind === "server" ? roleAt(roles.get(name) ?? [], this.us) : "unknown";
    this.signature = codes.id(records.signature(row));
    this.level = levels[records.level(row)] ?? "none";
  }

  text(): string {
    return this.content().text;
  }

  sqlstate(): string | null {
    return this.content().sqlstate;
  }

  private content(): { readonly text: string; readonly sqlstate: string | null } {
    this.read ??= readRecord(this.records, this.place);
    return this.read;
  }
}

function readRecord(records: Records, row: Row): { readonly text: string; readonly sqlstate: string | null } {
  const { message, error, detail, hint, context, statement, sqlstate } = records.text(row);
  const labelled = [
    ["DETAIL", detail],
    ["HINT", hint],
    ["CONTEXT", context],
    ["STATEMENT", statement],
  ].flatMap(([label, value]) => (value === null || value === undefined ? [] : [`${label}:  ${value}`]));
  return { text: [message, ...(error === null ? [] : [error]), ...labelled].join("\n"), sqlstate };
}

function fromRdsEvent(event: RdsEvent, place: number, roles: ReadonlyMap<string, readonly RoleSpan[]>): RuleEvent {
  const instance = event.sourceType === "db-instance" ? event.sourceIdentifier : event.target;
  return {
    us: event.time,
    source: "event",
    instance,
    client: null,
    role: instance === null ? "unknown" : roleAt(roles.get(instance) ?? [], event.time),
    signature: `rds-event:${event.meaning}`,
    level: "none",
    place,
    text: () => event.message,
    sqlstate: () => null,
  };
}

/** The role by the best source that speaks for this moment; of two spans that meet there, the later one's. */
function roleAt(spans: readonly RoleSpan[], us: number): Role {
  let best: RoleSpan | null = null;
  for (const span of spans) {
    if (!(span.startUs <= us && us <= span.endUs)) continue;
    const by = best === null ? -1 : roleSources.indexOf(span.source) - roleSources.indexOf(best.source);
    if (by < 0 || (by === 0 && span.startUs >= (best?.startUs ?? 0))) best = span;
  }
  return best?.role ?? "unknown";
}
