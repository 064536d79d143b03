import type { Judgement } from "../model/index.ts";
import { databaseDown } from "./database-down.ts";
import { firstWrites } from "./first-write.ts";
import { detectedAt, faultAt, linePoint, type Phase, phaseBetween, type Point, promotedAt } from "./phase-points.ts";
import { instanceNamed, type Scene } from "./scene.ts";

/**
 * The phase clock: `fault` (a moment), `detection` (until the failover was set going), `promotion` (until the new writer
 * is ready), `endpoint` (until the first session is born there), `database-down`, and per client `first-write`. A phase
 * is there only when both of its ends are dated by a source.
 */
export function phasesOf(scene: Scene): Judgement["phases"] {
  const fault = faultAt(scene);
  const detected = detectedAt(scene);
  const promoted = promotedAt(scene);
  const served = promoted === null ? null : servedAt(scene, promoted);
  const down = databaseDown(scene);
  const chain: readonly (Phase | null)[] = [
    fault === null ? null : phaseBetween("fault", null, fault, fault),
    fault === null || detected === null ? null : phaseBetween("detection", null, fault, detected),
    promoted === null ? null : promotion(detected ?? fault, promoted),
    promoted === null || served === null ? null : phaseBetween("endpoint", null, promoted, served),
  ];
  const up = promoted ?? upAgain(down);
  return [...chain.flatMap((phase) => phase ?? []), ...down, ...(up === null ? [] : firstWrites(scene, up))];
}

function promotion(from: Point | null, promoted: Point): Phase | null {
  return from === null ? null : phaseBetween("promotion", null, from, promoted);
}

/** Without a change of the writer: the end of the last downtime. */
function upAgain(down: readonly Phase[]): Point | null {
  const last = down.at(-1);
  if (last === undefined) return null;
  return { us: last.endUs, uncertaintyMs: 1000, source: last.source, cites: last.cites.slice(-1) };
}

/** The first session born on the new writer: from then on somebody's endpoint led there. */
function servedAt(scene: Scene, promoted: Point): Point | null {
  const writer = instanceNamed(scene, scene.failover?.endWriter ?? null);
  const birth = writer?.births.find(({ us, dated }) => dated && us >= promoted.us && us <= scene.endUs);
  if (writer === undefined || birth === undefined) return null;
  const point = linePoint(writer.id, birth);
  return point === null ? null : { ...point, cites: [{ row: birth.row, store: birth.store }] };
}
