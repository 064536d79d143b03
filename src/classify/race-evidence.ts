import { type Cite, type Failover, type Reason, SECOND_US } from "../model/index.ts";
import { type CrashPair, crashReason, isShortLived, spanOf, startRow } from "./crash-pairs.ts";
import { memoryReasons, repetitionsOf } from "./examined.ts";
import { pointsOf } from "./metric-points.ts";
import { reason, rowCites, type Scene } from "./scene.ts";

/** What speaks for a race: crashes, overlap, writes, the attempted change, and what corroborates it. */
export function raceEvidence(scene: Scene, pair: CrashPair): readonly Reason[] {
  const { a, b } = pair;
  const { failover } = scene;
  const found: Reason[] = [crashReason(a), crashReason(b)];
  if (pair.overlap !== "excluded") found.push(reason(pair.overlapReason, spanCites(scene, pair)));
  for (const { instance, write } of [a, b]) {
    if (write.level === "in-flight")
      found.push(reason(`${instance}: write in flight when the backend was killed (${write.reason})`, write.cites));
    if (write.level === "accepted") found.push(reason(`${instance} took writes: ${write.reason}`, write.cites));
    if (write.level === "attempted") found.push(reason(`${instance}: ${write.reason}`, write.cites));
  }
  if (failover !== null) found.push(changeReason(failover));
  if (isAlpha(scene, pair))
    found.push(
      reason(
        "on both the crashed life was short: started, ready and gone within the failover",
        rowCites([startRow(scene, a), startRow(scene, b)]),
      ),
    );
  return [
    ...found,
    ...memoryReasons(scene, [a, b]).against,
    ...commits(scene, pair),
    ...repetitionsOf(scene).reasons,
    ...answers(scene),
  ];
}

/** The old writer is the writer again, by a source that names it. */
export function wentBack(failover: Failover | null): boolean {
  return (
    failover !== null &&
    (failover.outcome === "reversed" || (failover.endWriter !== null && failover.endWriter === failover.oldWriter))
  );
}

/** Shape α of CLASSIFY §3 (i): both instances restart, come up, take writes and die. */
export function isAlpha(scene: Scene, { a, b }: CrashPair): boolean {
  return scene.failover !== null && isShortLived(scene, a) && isShortLived(scene, b);
}

function changeReason(failover: Failover): Reason {
  const to = failover.target === null ? "" : ` to ${failover.target}`;
  const cites = [...failover.started, ...failover.ended];
  return wentBack(failover)
    ? reason(
        `the failover${to} was reversed: ${failover.endWriter ?? "the old writer"} is the writer afterwards`,
        cites,
      )
    : reason(`a role change was attempted${failover.target === null ? "" : `, target ${failover.target}`}`, cites);
}

function spanCites(scene: Scene, pair: CrashPair): readonly Cite[] {
  return [pair.a, pair.b].flatMap((crash) => spanOf(scene, crash)?.cites ?? []);
}

/** Commits on both instances in the minutes of the overlap: weak alone, a hand-over fills both buckets of one minute too. */
function commits(scene: Scene, { a, b }: CrashPair): readonly Reason[] {
  const [first, second] = [a, b].map(({ instance, at }) =>
    pointsOf(scene, (each) => each.metric === "CommitThroughput" && each.instance === instance).filter(
      (p) => p.value > 0 && p.us <= at.us + 60 * SECOND_US && p.endUs >= at.us - 120 * SECOND_US,
    ),
  );
  if (first === undefined || second === undefined) return [];
  const both = first.filter((x) => second.some((y) => y.us < x.endUs && x.us < y.endUs));
  if (both.length === 0) return [];
  const cites = [...both.slice(0, 2), ...second.slice(0, 2)].map(({ exhibit }) => ({ exhibit }));
  return [reason("CloudWatch shows commits on both instances in the same minutes (weak: a hand-over does too)", cites)];
}

/** What AWS is reported to have answered. The word "confirmed" is AWS's, never the tool's. */
function answers(scene: Scene): readonly Reason[] {
  const told = scene.facts.documents.operator?.awsAnswers ?? [];
  return told
    .filter((each) => each.confirms === "split-writer-race")
    .map(({ exhibit }) => reason("stated by the operator: reported confirmed by AWS", [{ exhibit }]));
}
