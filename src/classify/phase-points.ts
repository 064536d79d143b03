import { type Cite, type ClientFacts, type Crash, type Judgement, type Moment, SECOND_US } from "../model/index.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { changeWindowEnd } from "./change-window.ts";
import { clientClock } from "./client-clock.ts";
import { instanceNamed, rowCites, type Scene } from "./scene.ts";
import { newWriterOf } from "./stale.ts";

export type Phase = Judgement["phases"][number];

/** An end of a phase: when, how sure, and who says so. */
export interface Point {
  readonly us: number;
  readonly uncertaintyMs: number;
  readonly source: string;
  readonly cites: readonly Cite[];
}

/** RDS writes whole seconds (`%t`): truncation. */
const STAMP_MS = 1000;
/** Events are reported seconds late (CORPUS 14, CLASSIFY P6). */
const EVENT_MS = 5000;
/** RDS notices a dead writer within seconds; what a client met longer before is another story. */
const LEAD_US = 30 * SECOND_US;

/** A line of an instance's log; null when it states no time. */
export function linePoint(instance: string, moment: Moment | null | undefined, row?: number | null): Point | null {
  if (moment === null || moment === undefined || !moment.dated || !Number.isFinite(moment.us)) return null;
  return {
    us: moment.us,
    uncertaintyMs: STAMP_MS,
    source: `log of ${instance}`,
    cites: rowCites([moment.row, row]),
  };
}

function eventPoint(cite: Cite): Point | null {
  if (!("event" in cite)) return null;
  return { us: cite.event.time, uncertaintyMs: EVENT_MS, source: "RDS events", cites: [cite] };
}

/** A record of a client, in its corrected time. */
export function clientPoint(client: ClientFacts, us: number, row: number | undefined): Point {
  const { uncertaintyUs, why } = clientClock(client);
  const uncertaintyMs = Math.round(uncertaintyUs / 1000);
  return { us, uncertaintyMs, source: `log of ${client.id}, ${why}`, cites: rowCites([row]) };
}

function earliest(points: readonly (Point | null)[]): Point | null {
  let first: Point | null = null;
  for (const point of points) if (point !== null && (first === null || point.us < first.us)) first = point;
  return first;
}

/** What set the change going, as its sources tell: the started event, the old writer's stop, a request to promote. */
export function detectedAt(scene: Scene): Point | null {
  const { failover } = scene;
  if (failover === null) return null;
  const inside = inScene(scene);
  const old = instanceNamed(scene, failover.oldWriter);
  const target = instanceNamed(scene, failover.target);
  const asked = old?.incarnations.find(
    (life) => life.shutdownRequested !== null && inside(life.shutdownRequested.us),
  )?.shutdownRequested;
  const promoted = target?.incarnations.flatMap((life) => life.promoted).find(({ us }) => inside(us));
  return earliest([
    ...failover.started.map(eventPoint),
    linePoint(old?.id ?? "", asked),
    linePoint(target?.id ?? "", promoted),
  ]);
}

/**
 * First sign of trouble: a crash or stop of the writer, the failover's own event, or a client's error up to 30 s before
 * these (a client notices before RDS does; its clock is less sure).
 */
export function faultAt(scene: Scene): Point | null {
  const inside = inScene(scene);
  const writer = scene.failover?.oldWriter ?? null;
  const crashes = scene.crashes.filter(({ instance }) => writer === null || instance === writer);
  const stops = scene.restarts.flatMap(({ instance, before }) =>
    writer === null || instance.id === writer ? [{ id: instance.id, before }] : [],
  );
  const server = earliest([
    detectedAt(scene),
    ...crashes.map(crashPoint),
    ...stops.map(({ id, before }) => linePoint(id, before?.shutdownRequested ?? before?.shutDown)),
  ]);
  const kinds: readonly string[] = [...TRANSPORT_KINDS, "client-read-only", "client-in-recovery"];
  const fromUs = server === null ? Number.NEGATIVE_INFINITY : server.us - LEAD_US;
  const clients = scene.facts.clients.flatMap((client) =>
    client.errors
      .filter(({ kind, firstUs }) => kinds.includes(kind) && inside(firstUs) && firstUs >= fromUs)
      .map(({ firstUs, rows }) => clientPoint(client, firstUs, rows[0])),
  );
  return earliest([server, ...clients]);
}

/** A life that only "was interrupted" ended at an unknown moment: the line was written by the next start. */
function crashPoint(crash: Crash): Point | null {
  return crash.kind === "lost" ? null : linePoint(crash.instance, crash.at, crash.statementRow);
}

/** The new writer takes connections: its own `ready` line, else the event that names it. */
export function promotedAt(scene: Scene): Point | null {
  const { failover } = scene;
  if (failover === null || failover.endWriter === null || failover.outcome === "failed") return null;
  const ready = newWriterOf(scene)?.ready ?? readyAtPromotion(scene, failover.endWriter);
  return linePoint(failover.endWriter, ready) ?? earliest(failover.ended.map(eventPoint));
}

/** Where only the end of a failover is reported, the new writer was ready before that. */
function readyAtPromotion(scene: Scene, endWriter: string): Moment | undefined {
  const writer = instanceNamed(scene, endWriter);
  const promotion = writer?.promotions.findLast(({ us }) => inScene(scene)(us));
  if (promotion === undefined) return undefined;
  return writer?.incarnations[promotion.life]?.ready.find(({ readOnly, us }) => !readOnly && us >= promotion.us);
}

function inScene(scene: Scene): (us: number) => boolean {
  const endUs = changeWindowEnd(scene);
  return (us) => us >= scene.startUs && us <= endUs;
}

/** Both logs, or `RDS events; log of aurora-2`; one source is named once. */
function sourceOf(a: Point, b: Point): string {
  if (a.source === b.source) return a.source;
  const logs = [a.source, b.source].map((source) => /^log of (\S+)$/.exec(source)?.[1]);
  return logs[0] !== undefined && logs[1] !== undefined
    ? `logs of ${logs[0]} and ${logs[1]}`
    : `${a.source}; ${b.source}`;
}

/**
 * From one point to another. An order that is the wrong way round inside the uncertainty of the two is unknown: the
 * phase is then the later point alone (no length). Beyond it the sources contradict each other and there is no phase.
 */
export function phaseBetween(name: string, client: string | null, from: Point, to: Point): Phase | null {
  const one = from.source === to.source;
  const uncertaintyMs = one ? Math.max(from.uncertaintyMs, to.uncertaintyMs) : from.uncertaintyMs + to.uncertaintyMs;
  if (from.us - to.us > uncertaintyMs * 1000) return null;
  return {
    name,
    client,
    startUs: Math.min(from.us, to.us),
    endUs: to.us,
    uncertaintyMs,
    source: sourceOf(from, to),
    cites: from === to ? from.cites : [...from.cites.slice(0, 2), ...to.cites.slice(0, 2)],
  };
}
