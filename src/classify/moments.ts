import { type Cite, type Judgement, SECOND_US } from "../model/index.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { type Scene, clientRuns, rowCites } from "./scene.ts";
import { plural } from "./wording.ts";

type KeyMoment = Judgement["moments"][number];

/** Most a tired engineer reads; the least telling ones go first when there are more. */
const MAX_MOMENTS = 20;

/** What happened, in time order: lives, crashes, events, first and last refusals. */
export function momentsOf(scene: Scene): readonly KeyMoment[] {
  const found: (KeyMoment & { readonly rank: number })[] = [];
  const add: Add = (rank, at, instance, text, cites) => {
    const us = typeof at === "number" ? at : at.us;
    const dated = typeof at === "number" || at.dated;
    if (Number.isNaN(us) || us < scene.startUs - 2 * SECOND_US || us > scene.endUs + 2 * SECOND_US) return;
    found.push({ rank, us, dated, instance, text, cites: cites.slice(0, 2) });
  };
  for (const event of scene.events) {
    if (event.meaning === "other") continue;
    const turning =
      event.meaning.includes("failover") || event.meaning.includes("primary") || event.meaning === "writer-promoted";
    add(
      turning ? 0 : 4,
      event.time,
      event.sourceType === "db-instance" ? event.sourceIdentifier : null,
      `RDS event: ${event.message}`,
      [{ event }],
    );
  }
  for (const instance of scene.facts.instances) {
    for (const life of instance.incarnations) lifeMoments(instance, life, add);
    refusalMoments(scene, instance, add);
    if (instance.exhaustion !== null)
      add(
        2,
        instance.exhaustion.firstUs,
        instance.id,
        `first of ${instance.exhaustion.count} sessions turned away for lack of slots`,
        rowCites(instance.exhaustion.rows),
      );
  }
  for (const { client, run } of clientRuns(scene, "client-read-only")) {
    add(
      5,
      run.firstUs,
      null,
      `${client.id}: first of ${plural(run.count, "read-only error")}`,
      rowCites(run.rows.slice(0, 1)),
    );
  }
  for (const { client, run } of clientRuns(scene, ...TRANSPORT_KINDS, "client-stale-read")) {
    add(
      6,
      run.firstUs,
      null,
      `${client.id}: first of ${plural(run.count, `${run.kind.replace(/^client-/, "")} error`)}`,
      rowCites(run.rows.slice(0, 1)),
    );
  }
  const kept = [...found].sort((a, b) => a.rank - b.rank || a.us - b.us).slice(0, MAX_MOMENTS);
  // Inside one second only an instance's own log has an order: that of its lines.
  kept.sort(
    (a, b) => a.us - b.us || compareText(a.instance ?? "", b.instance ?? "") || rowOf(a.cites) - rowOf(b.cites),
  );
  return kept.map(({ us, dated, instance, text, cites }) => ({ us, dated, instance, text, cites }));
}

function rowOf(cites: readonly Cite[]): number {
  const first = cites[0];
  return first !== undefined && "row" in first ? first.row : -1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A moment of a line that states no time gives only the place. */
type Add = (
  rank: number,
  at: number | { readonly us: number; readonly dated: boolean },
  instance: string | null,
  text: string,
  cites: readonly Cite[],
) => void;

function lifeMoments(
  instance: Scene["facts"]["instances"][number],
  life: Scene["facts"]["instances"][number]["incarnations"][number],
  add: Add,
): void {
  const { id } = instance;
  if (life.start !== null) add(3, life.start, id, "PostgreSQL starts", rowCites([life.start.row]));
  for (const promoted of life.promoted.slice(0, 1))
    add(1, promoted, id, "asked to promote itself", rowCites([promoted.row]));
  for (const ready of life.ready)
    add(
      2,
      ready,
      id,
      ready.readOnly ? "ready for read-only connections" : "ready to accept connections",
      rowCites([ready.row]),
    );
  if (life.shutdownRequested !== null)
    add(2, life.shutdownRequested, id, "asked to shut down", rowCites([life.shutdownRequested.row]));
  const { crash } = life;
  if (crash !== null) {
    const text =
      crash.kind === "lost"
        ? "its log stops without a word"
        : crash.kind === "postmaster"
          ? "its postmaster is gone"
          : `${crash.clientBackend ? "a backend" : "a process"} ended${crash.signal === null ? "" : ` by signal ${crash.signal}`}${crash.statement === null ? "" : ", last statement shown"}${crash.runtimeText === null ? "" : "; storage runtime message"}`;
    add(0, crash.at, id, text, rowCites([crash.at.row, crash.statementRow]));
  } else if (life.shutDown !== null && life.shutdownRequested === null)
    add(2, life.shutDown, id, "is shut down", rowCites([life.shutDown.row]));
}

function refusalMoments(scene: Scene, instance: Scene["facts"]["instances"][number], add: Add): void {
  const sessions = (instance.refusals?.sessions ?? []).filter(
    (s) => s.lastUs >= scene.startUs && s.firstUs <= scene.endUs,
  );
  const first = sessions[0];
  if (first === undefined) return;
  const count = sessions.reduce((sum, s) => sum + s.count, 0);
  const last = sessions.reduce((latest, s) => (s.lastUs > latest.lastUs ? s : latest), first);
  add(
    1,
    first.firstUs,
    instance.id,
    `first of ${plural(count, "write")} refused as read-only`,
    rowCites([first.firstRow]),
  );
  if (last.lastUs - first.firstUs > SECOND_US)
    add(1, last.lastUs, instance.id, "last write refused as read-only", rowCites([last.lastRow]));
}
