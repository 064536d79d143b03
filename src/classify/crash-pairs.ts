import { type Crash, type Overlap, type Reason, SECOND_US } from "../model/index.ts";
import { type Scene, instanceNamed, reason, rowCites } from "./scene.ts";
import { clock } from "./wording.ts";

/** A crash that a storage layer throwing writers out could have caused: a child killed, or the runtime gone. */
export function raceCrashes(scene: Scene): readonly Crash[] {
  return scene.crashes.filter(
    (crash) => (crash.kind === "child" || crash.kind === "runtime") && !cameBefore(scene, crash),
  );
}

/** The crash of a long life that ended before the role change began: a cause of the failover, no part of a race in it. */
function cameBefore({ failover, facts, thresholds }: Scene, crash: Crash): boolean {
  if (failover === null || failover.oldWriter !== crash.instance || !(crash.at.us <= failover.t0Us)) return false;
  const life = facts.instances.find((each) => each.id === crash.instance)?.incarnations[crash.incarnation];
  return (
    life !== undefined &&
    (life.start === null || life.start.us < failover.t0Us - thresholds.failoverLeadSeconds * SECOND_US)
  );
}

/** Relation of two crashed lives: were both possibly writable at once? */
export interface CrashPair {
  readonly a: Crash;
  readonly b: Crash;
  /** `excluded` also when one of them was a proven standby or refused writes to its end. */
  readonly overlap: Overlap["state"];
  readonly overlapReason: string;
  readonly seconds: number;
  readonly refused: boolean;
  readonly graded: "both" | "one" | "none";
  /** On both a completed write is logged (W3): more than a killed backend's last statement. */
  readonly accepted: boolean;
}

/** Crashes on two distinct instances, the pair that speaks most for two writers first. */
export function crashPairs(scene: Scene): readonly CrashPair[] {
  const crashes = raceCrashes(scene);
  const pairs = crashes.flatMap((a, i) =>
    crashes.slice(i + 1).flatMap((b) => (a.instance === b.instance ? [] : [pairOf(scene, a, b)])),
  );
  const weight = { proven: 0, undecidable: 1, excluded: 2 } as const;
  const grade = { both: 0, one: 1, none: 2 } as const;
  return pairs.sort(
    (x, y) =>
      weight[x.overlap] - weight[y.overlap] ||
      Number(x.refused) - Number(y.refused) ||
      grade[x.graded] - grade[y.graded] ||
      x.a.at.us - y.a.at.us,
  );
}

function pairOf(scene: Scene, a: Crash, b: Crash): CrashPair {
  const spanA = spanOf(scene, a);
  const spanB = spanOf(scene, b);
  const graded = [a, b].filter((crash) => crash.write.level === "in-flight" || crash.write.level === "accepted").length;
  const base = {
    a,
    b,
    refused: a.write.level === "refused" || b.write.level === "refused",
    accepted: [spanA, spanB].every((span) => span?.proven === true),
    graded: graded === 2 ? ("both" as const) : graded === 1 ? ("one" as const) : ("none" as const),
  };
  const closed = spanA === null ? a : spanB === null ? b : null;
  if (closed !== null) {
    return {
      ...base,
      overlap: "excluded",
      overlapReason: `${closed.instance} was a standby or refused every write in the life that crashed`,
      seconds: Number.NaN,
    };
  }
  const known = scene.facts.overlaps.find((o) => (o.a === spanA && o.b === spanB) || (o.a === spanB && o.b === spanA));
  const state = known?.state ?? "undecidable";
  const seconds = known?.seconds ?? Number.NaN;
  const texts = {
    proven: `both were up and not known to be read-only for ${Math.round(seconds)} s at once (clock uncertainty taken off)`,
    undecidable: Number.isNaN(seconds)
      ? "whether both could take writes at the same time is not shown: times are missing"
      : `both may have taken writes at once, but the overlap (${Math.round(seconds)} s) is within the clocks' uncertainty`,
    excluded: `their writable times are ${Math.round(-seconds)} s apart: the crash followed the workload`,
  } as const;
  return { ...base, overlap: state, overlapReason: texts[state], seconds };
}

export function spanOf(scene: Scene, crash: Crash): Overlap["a"] | null {
  return instanceNamed(scene, crash.instance)?.spans.find((span) => span.incarnation === crash.incarnation) ?? null;
}

/** The crash as one reason with its lines. */
export function crashReason(crash: Crash): Reason {
  const what =
    crash.kind === "lost"
      ? "its log stops without a word and the next start finds an interrupted database"
      : crash.kind === "postmaster"
        ? "its backends found the postmaster gone"
        : crash.kind === "runtime"
          ? "the storage runtime ended with no child before it"
          : `${crash.clientBackend ? "a backend" : "a process"}${crash.childPid === null ? "" : ` (PID ${crash.childPid})`} ended${crash.signal === null ? "" : ` by signal ${crash.signal}`}`;
  const after = crash.runtimeText === null ? "" : ", then the storage runtime message and shutdown";
  return reason(
    `${crash.instance} crashed at ${crash.at.dated ? `${clock(crash.at.us)} UTC` : "a time not shown"}: ${what}${after}`,
    rowCites(crash.rows),
  );
}

export function startRow(scene: Scene, crash: Crash): number | null {
  return instanceNamed(scene, crash.instance)?.incarnations[crash.incarnation]?.start?.row ?? null;
}

export function standbyRow(scene: Scene, crash: Crash): number | null {
  return (
    instanceNamed(scene, crash.instance)?.standbyLives.find((life) => life.life === crash.incarnation)?.row ?? null
  );
}

/** Started inside the failover and gone within ten minutes. */
export function isShortLived(scene: Scene, crash: Crash): boolean {
  const life = instanceNamed(scene, crash.instance)?.incarnations[crash.incarnation];
  return life?.start !== null && life !== undefined && crash.at.us - life.start.us <= 600 * SECOND_US;
}
