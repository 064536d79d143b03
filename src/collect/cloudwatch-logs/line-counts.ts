import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { lineMs } from "./line-time.ts";

const NEWLINE = 10;
/** A stamp with its zone is shorter. */
const HEAD_BYTES = 48;
const MINUTE_MS = 60_000;

/**
 * Counts the lines of a server's log by the minute of their stamps (epoch ms of its start). A line with a stamp at its
 * first column is one event in CloudWatch Logs, DETAIL and STATEMENT lines too; lines that go on with it are not
 * (DOMAIN §1.6). Only first bytes of lines are looked at; memory is one block whatever the file.
 *
 * @throws what reading the file throws
 */
export async function linesPerMinute(
  path: string,
  counts: Map<number, number> = new Map(),
): Promise<Map<number, number>> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const gzip = /\.gz$/i.test(path);
  const chunks: AsyncIterable<Buffer> = gzip ? file.pipe(createGunzip()) : file;
  if (gzip) file.on("error", (error) => (chunks as unknown as { destroy(error: Error): void }).destroy(error));
  let head = "";
  let inHead = true;
  let last = "";
  let minute = Number.NaN;
  const ended = (): void => {
    // Most lines share their minute with the line before, whose first 16 bytes tell it.
    if (head.length < 20) return;
    if (head.slice(0, 16) !== last || !/^:\d\d(?:\.\d{1,6})? UTC[:\s]/.test(head.slice(16, 32))) {
      const ms = lineMs(head);
      if (Number.isNaN(ms)) return;
      minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
      last = / UTC[:\s]/.test(head.slice(16, 32)) ? head.slice(0, 16) : "";
    }
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  };
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
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
  return counts;
}
