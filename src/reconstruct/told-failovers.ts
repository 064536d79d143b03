import type { Failover, ToldFailover, Window } from "../model/index.ts";
import { isInstant } from "./instants.ts";
import type { Life } from "./log-failovers.ts";
import { failoverStarted, weaker } from "./told-start.ts";

/** A failover with what people say about it. */
export interface ToldOf {
  readonly failover: Failover;
  readonly words: ToldFailover | null;
}

/**
 * Each failover with what operators say about it. One they tell of is added only where nothing else shows one in the time
 * they allow (P6: ± 2 min): prose is rounded, logs are not. What they tell of times in which the case holds nothing else
 * stays a statement: it may be another day's experiment.
 */
export function withTold(
  seen: readonly Failover[],
  told: readonly ToldFailover[],
  instances: readonly Life[],
  named: ReadonlySet<string>,
  span: Window | null,
): readonly ToldOf[] {
  const wordsOf = new Map<Failover, ToldFailover>();
  const alone: ToldFailover[] = [];
  for (const words of told) {
    const { us, uncertaintyUs } = words;
    if (!isInstant(us) || !isInstant(uncertaintyUs)) continue;
    if (span !== null && (us + uncertaintyUs < span.start || us - uncertaintyUs > span.end)) continue;
    const near = seen.filter((failover) => meets(failover, us - uncertaintyUs, us + uncertaintyUs));
    const free = near
      .filter((failover) => !wordsOf.has(failover))
      .sort((a, b) => Math.abs(a.t0Us - us) - Math.abs(b.t0Us - us))[0];
    if (free !== undefined) wordsOf.set(free, words);
    else if (near.length === 0) alone.push(words);
  }
  return [
    ...seen.map((failover): ToldOf => {
      const words = wordsOf.get(failover);
      return words === undefined ? { failover, words: null } : { failover: withWords(failover, words), words };
    }),
    ...alone.map((words): ToldOf => {
      const { us, uncertaintyUs, target } = words;
      const start = { us, uncertaintyUs, target, initiator: asked(words), cite: { exhibit: words.exhibit } };
      return { failover: failoverStarted({ ...start, source: "operator" }, instances, named), words };
    }),
  ];
}

function meets({ t0Us, t1Us, uncertaintyUs }: Failover, fromUs: number, toUs: number): boolean {
  return t0Us - uncertaintyUs <= toUs && t1Us + uncertaintyUs >= fromUs;
}

/** Nobody pauses writers for a failover that comes by itself: an experiment was made. */
function asked({ writersPaused }: ToldFailover): Failover["initiator"] {
  return writersPaused === true ? "customer" : null;
}

function withWords(failover: Failover, words: ToldFailover): Failover {
  return {
    ...failover,
    target: failover.target ?? words.target,
    initiator: failover.initiator ?? asked(words),
    started: [...failover.started, { exhibit: words.exhibit }],
  };
}

/** Fills an unknown end with what was told, unless what is known contradicts it. */
export function withToldEnd(failover: Failover, words: ToldFailover): Failover {
  const { target, oldWriter, endWriter } = failover;
  if (failover.outcome !== "unknown" || words.outcome === "unknown") return failover;
  const completed = words.outcome === "completed";
  const said = completed ? target : oldWriter;
  const contradicted = said === null ? !completed && endWriter === target : said !== endWriter;
  if (endWriter !== null && contradicted) return failover;
  return {
    ...failover,
    outcome: words.outcome,
    endWriter: endWriter ?? said,
    source: weaker(failover.source, "operator"),
    ended: [...failover.ended, { exhibit: words.exhibit }],
  };
}
