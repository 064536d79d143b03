import type { TimeWindow } from "../analyze/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { UserError } from "./exit.ts";
import { moment } from "./moment.ts";

/**
 * The part of a case that `--since` and `--until` ask for, echoed with its zone before any work; null for all of it.
 *
 * @param nowMs this machine's time, epoch ms
 * @throws {UserError} when a moment is not understood, or the window has no length
 */
export async function askedWindow(
  { since, until }: { readonly since?: string; readonly until?: string },
  nowMs: number,
): Promise<TimeWindow | null> {
  if (since === undefined && until === undefined) return null;
  const start = since === undefined ? null : await moment("--since", since, nowMs);
  const end = until === undefined ? null : await moment("--until", until, nowMs);
  if (start !== null && end !== null) isBefore(start.ms, end.ms);
  const words = [start === null ? "" : ` --since "${start.typed}"`, end === null ? "" : ` --until "${end.typed}"`].join(
    "",
  );
  const [from, to] = [start === null ? "the begin" : iso(start.ms), end === null ? "the end" : iso(end.ms)];
  process.stderr.write(`window ${from} … ${to} (UTC), from${escapeTerminal(words)}\n`);
  return {
    sinceUs: start === null ? Number.NEGATIVE_INFINITY : start.ms * 1000,
    untilUs: end === null ? Number.POSITIVE_INFINITY : end.ms * 1000,
  };
}

/** @throws {UserError} when the window has no length */
export function isBefore(sinceMs: number, untilMs: number): void {
  if (sinceMs < untilMs) return;
  throw new UserError(
    `--since (${iso(sinceMs)}) is not before --until (${iso(untilMs)})`,
    "Times without an offset are UTC.",
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
