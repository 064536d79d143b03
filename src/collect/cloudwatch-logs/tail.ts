import { open } from "node:fs/promises";
import { lineMs } from "./line-time.ts";

const TAIL_BYTES = 256 * 1024;

/** Where a file of a server's log was cut, and which records of that second it still holds. */
export interface CutEnd {
  /** Whole second, epoch ms, of its last record that begins with a stamp. */
  readonly secondMs: number;
  /** Record → how often it is there, of that second and later. */
  readonly records: ReadonlyMap<string, number>;
}

/**
 * Reads the end of a collected log file whose rest is missing. Its last line may be half of one: it is left to
 * CloudWatch, which has it whole, and stays in the file as it is.
 *
 * @returns null when no line of the end begins with a stamp, and when there is no such file
 */
export async function cutEndOf(path: string): Promise<CutEnd | null> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    await file.read(buffer, 0, buffer.length, size - buffer.length);
    return cutEnd(buffer.toString("utf8"));
  } finally {
    await file.close();
  }
}

/** {@link cutEndOf} of a text. */
export function cutEnd(text: string): CutEnd | null {
  const lines = text.split("\n");
  lines.pop(); // after the last newline: nothing, or half a line
  const records: { readonly ms: number; text: string }[] = [];
  for (const line of lines) {
    const ms = lineMs(line);
    const last = records.at(-1);
    if (!Number.isNaN(ms)) records.push({ ms, text: line });
    else if (last !== undefined) last.text += `\n${line}`;
  }
  const end = records.at(-1);
  if (end === undefined) return null;
  const secondMs = Math.floor(end.ms / 1_000) * 1_000;
  const counts = new Map<string, number>();
  for (const { ms, text: record } of records) if (ms >= secondMs) counts.set(record, (counts.get(record) ?? 0) + 1);
  return { secondMs, records: counts };
}
