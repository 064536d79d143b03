import { type Cite, type RefusedSession, type RoleSource, roleSources, SECOND_US } from "../model/index.ts";
import type { AfterChange } from "./after-change.ts";
import { instanceNamed, type Scene } from "./scene.ts";

/** The role of an instance at a moment, and who says so. */
export interface RoleThen {
  readonly role: "writer" | "reader";
  /** `RDS events`, `the API`, …, as a sentence names it. */
  readonly source: string;
  readonly cites: readonly Cite[];
}

/** `refusals` would be circular here: an instance would be a reader because it refused. */
const NAMED: Readonly<Partial<Record<RoleSource, string>>> = {
  event: "RDS events",
  api: "the API",
  cloudtrail: "CloudTrail",
  operator: "an operator",
  "recovery-lines": "its own recovery lines",
};

/** Events come seconds late; a stamp of a log is a whole second. */
function marginUs(source: RoleSource, scene: Scene): number {
  return (source === "event" || source === "operator" ? 5 : scene.thresholds.clockUncertaintySeconds) * SECOND_US;
}

/** Which role an instance had when it refused a session, by a source that is not the refusal itself; null when unknown. */
export function roleAt(scene: Scene, after: AfterChange | null, id: string, session: RefusedSession): RoleThen | null {
  const us = session.lastUs;
  const spans = (instanceNamed(scene, id)?.roles ?? [])
    .filter(({ source }) => NAMED[source] !== undefined)
    .filter(({ startUs, endUs, source }) => {
      const margin = marginUs(source, scene);
      return us > startUs + margin && us <= endUs - margin;
    })
    .toSorted((a, b) => roleSources.indexOf(a.source) - roleSources.indexOf(b.source) || b.startUs - a.startUs);
  const [span] = spans;
  if (span !== undefined) return { role: span.role, source: NAMED[span.source] ?? "", cites: span.cites };
  return byChange(after, id, us) ?? byWrites(scene, after, id, session);
}

/** After a change that ended, its end writer is the writer, and nobody else. */
function byChange(after: AfterChange | null, id: string, us: number): RoleThen | null {
  if (after === null || after.failover.endWriter === null) return null;
  const { failover, endUs, uncertaintyUs, untilUs } = after;
  const source = NAMED[failover.source];
  if (source === undefined || us <= endUs + uncertaintyUs || us >= untilUs) return null;
  const told = failover.source === "recovery-lines" ? "the instances' recovery lines" : source;
  return { role: id === failover.endWriter ? "writer" : "reader", source: told, cites: failover.ended };
}

/** Writes that it accepted before and after a refusal, in a time without a change: only a writer takes them. */
function byWrites(scene: Scene, after: AfterChange | null, id: string, session: RefusedSession): RoleThen | null {
  if (after !== null) return null;
  const accepted = instanceNamed(scene, id)?.accepted;
  const before = accepted?.last(session.lastUs);
  const later = accepted?.first(session.firstUs);
  if (before === undefined || later === undefined) return null;
  const cites = [...new Set([before, later])].map(({ row, store }): Cite => ({ row, store }));
  return { role: "writer", source: "the writes it took at the same time", cites };
}
