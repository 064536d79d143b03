import { epochUs, type EpochUs } from "../../model/index.ts";
import type { Mark } from "../case.ts";

/** One line of `annotations.jsonl`: what somebody did to the marks. */
export type Operation =
  | ({ readonly op: "add" } & Mark)
  | { readonly op: "comment"; readonly id: number; readonly text: string }
  | { readonly op: "move"; readonly id: number; readonly by: number }
  | { readonly op: "remove"; readonly id: number };

/** The operation as a line, with its line feed. Times are µs since 1970. */
export function lineOf(operation: Operation): string {
  return `${JSON.stringify(operation)}\n`;
}

/** The operation that a line tells; null for what is none, or one of another version. Never throws. */
export function operationIn(line: string): Operation | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const told = value as Readonly<Record<string, unknown>>;
  const id = count(told["id"]);
  if (id === null) return null;
  if (told["op"] === "add") return added(told, id);
  if (told["op"] === "remove") return { op: "remove", id };
  const { by, text } = told;
  if (told["op"] === "comment" && typeof text === "string") return { op: "comment", id, text };
  if (told["op"] === "move" && Number.isSafeInteger(by)) return { op: "move", id, by: Number(by) };
  return null;
}

function added(told: Readonly<Record<string, unknown>>, id: number): Operation | null {
  const { file, comment = "" } = told;
  const [line, byteOffset, byteLength] = [count(told["line"]), count(told["byteOffset"]), count(told["byteLength"])];
  if (typeof file !== "string" || typeof comment !== "string") return null;
  if (line === null || byteOffset === null || byteLength === null) return null;
  return { op: "add", id, file, line, byteOffset, byteLength, time: instant(told["time"]), comment };
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

function instant(value: unknown): EpochUs | null {
  return Number.isSafeInteger(value) ? epochUs(Number(value)) : null;
}

/** Marks after an operation; those it says nothing of, or that are not there, stay as they are. */
export function applied(marks: readonly Mark[], operation: Operation): readonly Mark[] {
  if (operation.op === "add") {
    const { op: _op, ...mark } = operation;
    return marks.some(({ id }) => id === mark.id) ? marks : [...marks, mark];
  }
  const at = marks.findIndex(({ id }) => id === operation.id);
  const mark = marks[at];
  if (mark === undefined) return marks;
  if (operation.op === "comment") return marks.with(at, { ...mark, comment: operation.text });
  const others = marks.toSpliced(at, 1);
  if (operation.op === "remove") return others;
  return others.toSpliced(Math.max(0, Math.min(others.length, at + operation.by)), 0, mark);
}
