import { type Cite, type Failover, type RoleSource, roleSources } from "../model/index.ts";
import { endFromLogs, type Life, loser } from "./log-failovers.ts";

/** The worse of two sources (CLASSIFY principle 2): what rests on both is as good as the weaker. */
export function weaker(a: RoleSource, b: RoleSource): RoleSource {
  return roleSources.indexOf(a) >= roleSources.indexOf(b) ? a : b;
}

/** A failover of which a document tells only the start; its end as far as the logs show it. */
export function failoverStarted(
  start: {
    readonly us: number;
    readonly uncertaintyUs: number;
    readonly target: string | null;
    readonly initiator: Failover["initiator"];
    readonly source: RoleSource;
    readonly cite: Cite;
  },
  instances: readonly Life[],
  named: ReadonlySet<string>,
): Failover {
  const { us, uncertaintyUs, target, initiator, source, cite } = start;
  const others = [...named].filter((id) => id !== target);
  const oldWriter = target !== null && others.length === 1 ? (others[0] ?? null) : loser(instances, us, target);
  const base: Failover = {
    t0Us: us,
    uncertaintyUs,
    t1Us: us,
    target,
    oldWriter,
    endWriter: null,
    outcome: "unknown",
    initiator,
    source,
    started: [cite],
    ended: [],
  };
  const end = target === null ? null : endFromLogs(instances, us - uncertaintyUs, target, oldWriter);
  if (end === null) return base;
  return { ...base, ...end, t1Us: Math.max(us, end.t1Us), source: weaker(source, "recovery-lines") };
}
