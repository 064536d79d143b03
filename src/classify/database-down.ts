import { type Incarnation, type InstanceFacts, SECOND_US } from "../model/index.ts";
import { linePoint, type Phase, phaseBetween, type Point } from "./phase-points.ts";
import { instanceNamed, type Scene } from "./scene.ts";

/**
 * Stretches in which no writer was up, from the logs alone: from the end of the writer's life to the next `ready` for
 * writes of whoever is the writer afterwards; again when that one ends too. A reader's restart is no downtime.
 */
export function databaseDown(scene: Scene): readonly Phase[] {
  const { failover } = scene;
  const first = failover?.oldWriter ?? scene.restarts[0]?.instance.id ?? scene.crashes[0]?.instance ?? null;
  const after = instanceNamed(scene, failover?.endWriter ?? first);
  const found: Phase[] = [];
  let current = instanceNamed(scene, first);
  let fromUs = scene.startUs;
  for (;;) {
    const end = current === undefined ? null : endAfter(current, fromUs, scene.endUs);
    const ready = end === null || after === undefined ? null : readyAfter(after, end, scene.endUs);
    const phase = end === null || ready === null ? null : phaseBetween("database-down", null, end.point, ready);
    if (phase === null || end === null || ready === null) return found;
    found.push(phase);
    fromUs = Math.max(ready.us, end.point.us) + 1;
    current = after;
  }
}

/** All of them together, ms: {@link Phase} by phase, apart from how long applications took. */
export function databaseDownMs(scene: Scene): number {
  return databaseDown(scene).reduce((sum, { startUs, endUs }) => sum + Math.round((endUs - startUs) / 1000), 0);
}

interface End {
  readonly instance: InstanceFacts;
  readonly life: Incarnation;
  readonly point: Point;
}

function endAfter(instance: InstanceFacts, fromUs: number, untilUs: number): End | null {
  const life = instance.incarnations.find(
    (each) => each.endKind !== "open" && each.endUs >= fromUs && each.endUs <= untilUs && !isReader(instance, each),
  );
  const row = life?.shutDown?.row ?? life?.crash?.at.row ?? life?.shutdownRequested?.row;
  if (life === undefined || row === undefined) return null;
  const point = linePoint(instance.id, { row, us: life.endUs, dated: true });
  return point === null ? null : { instance, life, point };
}

/** A standby to its end, or a reader by a source other than what it refused. */
function isReader({ standbyLives, roles }: InstanceFacts, life: Incarnation): boolean {
  if (standbyLives.some((span) => span.life === life.index && span.untilUs >= life.endUs)) return true;
  return roles.some(
    ({ role, source, startUs, endUs }) =>
      role === "reader" && source !== "refusals" && source !== "none" && startUs <= life.endUs && endUs > life.endUs,
  );
}

/** Two hosts' stamps may be a second apart; one host's own lives have an order. */
function readyAfter(writer: InstanceFacts, { instance, life, point }: End, untilUs: number): Point | null {
  for (const each of writer.incarnations) {
    if (writer === instance && each.index <= life.index) continue;
    for (const ready of each.ready) {
      if (ready.readOnly || ready.us < point.us - SECOND_US || ready.us > untilUs) continue;
      const found = linePoint(writer.id, ready);
      if (found !== null) return found;
    }
  }
  return null;
}
