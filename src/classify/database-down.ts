import { type Incarnation, type InstanceFacts, SECOND_US } from "../model/index.ts";
import { changeWindowEnd } from "./change-window.ts";
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
  // Without a failover the incident's bounds are those of what went wrong: recovery comes after them.
  const endUs = changeWindowEnd(scene);
  const untilUs = failover === null ? Number.POSITIVE_INFINITY : endUs;
  let fromUs = scene.startUs;
  const ended = new Set<Incarnation>();
  for (;;) {
    const end = current === undefined ? null : endAfter(current, fromUs, endUs, ended);
    const ready = end === null || after === undefined ? null : readyAfter(after, end, untilUs);
    const phase = end === null || ready === null ? null : phaseBetween("database-down", null, end.point, ready);
    if (phase === null || end === null || ready === null) return found;
    found.push(phase);
    ended.add(end.life);
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

/** The next life that a line ends; one that only stops without a word ended at an unknown moment. */
function endAfter(
  instance: InstanceFacts,
  fromUs: number,
  untilUs: number,
  ended: ReadonlySet<Incarnation>,
): End | null {
  for (const life of instance.incarnations) {
    if (ended.has(life) || life.endKind === "open" || !(life.endUs >= fromUs && life.endUs <= untilUs)) continue;
    const row = life.shutDown?.row ?? life.crash?.at.row ?? life.shutdownRequested?.row;
    if (row === undefined || life.crash?.kind === "lost" || isReader(instance, life)) continue;
    // A crash ends all sessions at once; its last lines come when the postmaster has cleared up.
    const point = linePoint(instance.id, life.crash?.at ?? { row, us: life.endUs, dated: true });
    if (point !== null) return { instance, life, point };
  }
  return null;
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
