import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { lineMs } from "./line-time.ts";
import { EARLY_MS, MINUTE_MS } from "./minutes.ts";
import type { LineCounts } from "./minutes.ts";

const NEWLINE = 10;
const ZERO = 48;
/** A stamp with its zone is shorter. */
const HEAD_BYTES = 48;
/** `2026-11-21 19:06:` */
const SAME_BYTES = 17;

/**
 * Counts the lines of a server's log by the minute of their stamps. A line with a stamp at its first column is one
 * event in CloudWatch Logs, DETAIL and STATEMENT lines too; lines that go on with it are not (DOMAIN §1.6). Only first
 * bytes of lines are looked at; memory is one block whatever the file.
 *
 * @throws what reading the file throws
 */
export async function countLines(path: string, { all, early }: LineCounts): Promise<void> {
  let head = "";
  let inHead = true;
  let last: Buffer | null = null;
  let minute = Number.NaN;
  const count = (isEarly: boolean): void => {
    all.set(minute, (all.get(minute) ?? 0) + 1);
    if (isEarly) early.set(minute, (early.get(minute) ?? 0) + 1);
  };
  const ended = (): void => {
    const ms = lineMs(head);
    if (Number.isNaN(ms)) return;
    minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
    count(ms - minute < EARLY_MS);
    last = / (?:UTC|GMT):/.test(head.slice(19, 32)) ? Buffer.from(head.slice(0, SAME_BYTES), "latin1") : null;
  };
  /** Most lines share their minute with the line before: the same bytes up to the seconds, and nothing to be read. */
  const sameMinute = (chunk: Buffer, at: number): boolean => {
    if (last === null || at + SAME_BYTES + 3 > chunk.length) return false;
    if (last.compare(chunk, at, at + SAME_BYTES) !== 0) return false;
    const behind = chunk[at + SAME_BYTES + 2];
    return behind === 0x20 || behind === 0x2e;
  };
  for await (const chunk of blocksOf(path)) {
    let at = 0;
    while (at < chunk.length) {
      if (inHead && head === "" && sameMinute(chunk, at)) {
        const newline = chunk.indexOf(NEWLINE, at);
        if (newline >= 0) {
          const [tens = 0, ones = 0] = [chunk[at + SAME_BYTES], chunk[at + SAME_BYTES + 1]];
          count(((tens - ZERO) * 10 + ones - ZERO) * 1_000 < EARLY_MS);
          at = newline + 1;
          continue;
        }
      }
      if (inHead) {
        const room = Math.min(chunk.length, at + HEAD_BYTES - head.length);
        const found = chunk.subarray(at, room).indexOf(NEWLINE);
        const stop = found < 0 ? room : at + found;
        head += chunk.toString("latin1", at, stop);
        at = stop;
        if (found < 0 && head.length < HEAD_BYTES) break;
        inHead = false;
      }
      const newline = chunk.indexOf(NEWLINE, at);
      if (newline < 0) break;
      ended();
      head = "";
      inHead = true;
      at = newline + 1;
    }
  }
  ended(); // a last line without its newline
}

function blocksOf(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!/\.gz$/i.test(path)) return file;
  const inflated = createGunzip();
  file.on("error", (error) => inflated.destroy(error));
  return file.pipe(inflated);
}
