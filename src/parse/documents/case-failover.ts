import { asInstant, formatClock, SECOND_US, type ToldFailover } from "../../model/index.ts";
import { type Keys, takeKeys } from "./case-keys.ts";
import { duration, moment, outcome, quoted, truth } from "./case-values.ts";
import { identifierOf } from "./identifier.ts";
import { type DocumentNode, textOf } from "./node.ts";
import type { Reading } from "./reading.ts";

/** ± 2 minutes: the time in a report's prose was later than the first log line (CLASSIFY P6). */
const UNCERTAINTY_US = 120 * SECOND_US;

/** What is said of a failover beside its time; at the top of the file it belongs to the one failover told there. */
export const failoverDetails = {
  uncertainty: ["uncertainty", "plusminus", "accuracy"],
  target: ["target", "to", "targetinstance"],
  from: ["from", "source", "oldwriter"],
  outcome: ["outcome", "result"],
  paused: ["writerspaused", "writersstopped", "writespaused", "writesstopped", "paused", "writerspause"],
} as const satisfies Keys<string>;

const failoverKeys = {
  at: ["at", "time", "when", "failoverat", "failovertime", "start", "started", "startedat"],
  ...failoverDetails,
} as const satisfies Keys<string>;

type Detail = keyof typeof failoverKeys;
export type FailoverDetails = ReadonlyMap<Detail, DocumentNode>;

/** A failover as it is being read. */
export interface Draft {
  readonly node: DocumentNode;
  readonly control: boolean;
  readonly details: FailoverDetails;
}

/** The failovers a value tells: a time, a mapping, or a list of either. `no` and nothing tell none. */
export function draftsOf(reading: Reading, node: DocumentNode, control: boolean): readonly Draft[] {
  if (node.kind === "list") return node.children.flatMap((child) => draftsOf(reading, child, control));
  if (node.kind === "object") {
    reading.understood(node);
    return [{ node, control, details: takeKeys<Detail>(reading, node, failoverKeys) }];
  }
  reading.understood(node);
  if (node.value === null || /^(?:false|no|none)$/i.test(String(node.value))) return [];
  const told = node.value === true || /^yes$/i.test(String(node.value));
  return [{ node, control, details: new Map(told ? [] : [["at", node]]) }];
}

/** What a draft says, with its sentence. */
export function toldFailover(reading: Reading, { node, control, details }: Draft): ToldFailover {
  const at = details.get("at");
  const us = at === undefined ? Number.NaN : moment(reading, at);
  const spread = details.get("uncertainty");
  const target = instanceOf(reading, details.get("target"));
  const from = instanceOf(reading, details.get("from"));
  const end = details.get("outcome");
  const paused = details.get("paused");
  // A control experiment is a failover with the writers stopped (P17); one that says otherwise is none.
  const writersPaused = paused === undefined ? (control ? true : null) : truth(reading, paused);
  const result = end === undefined ? "unknown" : outcome(reading, end);
  const instant = asInstant(us);
  const text = [
    `operator: ${control ? "control experiment, failover" : "failover"}`,
    instant === null ? " at a time not told" : ` at ${formatClock(instant).replace(/:00$/, "")} UTC`,
    from === null ? "" : ` from ${from}`,
    target === null ? "" : ` to ${target}`,
    writersPaused === null ? "" : writersPaused ? ", writers paused" : ", writers running",
    result === "unknown" ? "" : `, outcome ${result}`,
  ].join("");
  return {
    us,
    uncertaintyUs: (spread === undefined ? null : duration(reading, spread)) ?? UNCERTAINTY_US,
    target,
    writersPaused,
    outcome: result,
    exhibit: reading.exhibit(node, "operator", us, target, text),
  };
}

function instanceOf(reading: Reading, node: DocumentNode | undefined): string | null {
  if (node === undefined) return null;
  const id = identifierOf(textOf(node));
  if (id === null) reading.tell(node, `${quoted(node)} is no identifier of an instance`);
  return id;
}
