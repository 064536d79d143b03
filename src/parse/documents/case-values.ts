import { SECOND_US, type ToldFailover } from "../../model/index.ts";
import { comparable, type DocumentNode, oneLine } from "./node.ts";
import type { Reading } from "./reading.ts";
import { writtenTime } from "./time.ts";

/** Values of `case.yaml`, as people write them. What is not understood is told, with what would be. */

/** A moment, NaN when it is not understood; without zone it is UTC, which is told. */
export function moment(reading: Reading, node: DocumentNode): number {
  const written = writtenTime(node);
  if (written === null) {
    reading.tell(node, `${quoted(node)} is no time; write it as 2026-11-21T19:11:58Z, with Z or an offset`);
    return Number.NaN;
  }
  if (!written.zoned) reading.zoneAssumed(node);
  return written.us;
}

/** `true`, `yes`, `on`; `false`, `no`, `off`; null when it is neither. */
export function truth(reading: Reading, node: DocumentNode): boolean | null {
  const word = comparable(String(node.value ?? ""));
  if (/^(?:true|yes|y|on|1|paused|stopped)$/.test(word)) return true;
  if (/^(?:false|no|n|off|0|running)$/.test(word)) return false;
  reading.tell(node, `${quoted(node)} is neither yes nor no`);
  return null;
}

/** `on`, `enabled`, `true`; `off`, `disabled`, `false`. */
export function onOff(reading: Reading, node: DocumentNode): "on" | "off" | "unknown" {
  const word = comparable(String(node.value ?? ""));
  if (/^(?:on|enabled|true|yes)$/.test(word)) return "on";
  if (/^(?:off|disabled|false|no)$/.test(word)) return "off";
  if (word !== "unknown") reading.tell(node, `${quoted(node)} is neither on nor off`);
  return "unknown";
}

const seconds: ReadonlyMap<string, number> = new Map([
  ["ms", 0.001],
  ["", 1],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
]);
const length =
  /^(?:±|\+\/-|\+-)?\s*(\d{1,9}(?:\.\d{1,6})?)\s*(?:(ms)|(s|m|h)|(s)ec(?:ond)?s?|(m)in(?:ute)?s?|(h)(?:ou)?rs?)?$/;
const DAY_US = 86_400 * SECOND_US;

/** `2m`, `90 s`, `± 2 minutes`, `90` (seconds), in µs; null when it is none, or longer than a day. */
export function duration(reading: Reading, node: DocumentNode): number | null {
  const [, amount, ...units] =
    length.exec(
      String(node.value ?? "")
        .trim()
        .toLowerCase(),
    ) ?? [];
  const unit = seconds.get(units.find((found) => found !== undefined) ?? "") ?? Number.NaN;
  const us = Math.round(Number(amount) * unit * SECOND_US);
  if (us >= 0 && us <= DAY_US) return us;
  reading.tell(node, `${quoted(node)} is no length of time of a day at most; write it as 90s or 2m`);
  return null;
}

const outcomes: readonly (readonly [ToldFailover["outcome"], RegExp])[] = [
  ["completed", /^(?:completed?|succeeded|success|successful|normal|ok|clean|done|finished|worked)$/],
  ["reversed", /^(?:reversed|reverted|rolledback|rollback|wentback|switchedback|undone)$/],
  ["failed", /^(?:failed|failure|aborted|timedout|timeout)$/],
  ["unknown", /^unknown$/],
];

export function outcome(reading: Reading, node: DocumentNode): ToldFailover["outcome"] {
  const word = comparable(String(node.value ?? ""));
  const found = outcomes.find(([, words]) => words.test(word));
  if (found === undefined) reading.tell(node, `${quoted(node)} is no outcome; write completed, reversed or failed`);
  return found?.[0] ?? "unknown";
}

/** How a value reads in a sentence. */
export function quoted(node: DocumentNode): string {
  return node.kind === "value" ? `"${oneLine(String(node.value), 60)}"` : node.kind === "list" ? "a list" : "a mapping";
}
