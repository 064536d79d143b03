import type { Transform } from "node:stream";
import type { ByteReader } from "../model/index.ts";

/** A decompressor of node:zlib. `bytesWritten` is how much compressed input it consumed. */
export type Engine = Transform & { readonly bytesWritten: number };

/** Takes decoded bytes; false means enough. `consumed` is the compressed position reached, for the ratio. */
export type Sink = (chunk: Uint8Array, consumed: number) => boolean;

export interface Inflated {
  /** `cut`: the input ends too early. `stopped`: the sink had enough. */
  readonly state: "whole" | "cut" | "damaged" | "stopped";
  /** Compressed position after the unit, or where it is damaged. */
  readonly position: number;
  readonly reason: string;
}

/** Output of the call that fails is lost inside zlib, so a damaged unit is read again in smaller and smaller steps. */
const STEPS = [64 * 1024, 512, 1] as const;

interface Pass extends Inflated {
  /** Start of the piece of input that failed. */
  readonly failedAt: number;
}

/** One pass: pieces of 64 KiB up to `fineFrom`, pieces of `step` bytes from there. */
async function pass(
  input: ByteReader,
  start: number,
  engine: Engine,
  sink: Sink,
  fineFrom: number,
  step: number,
): Promise<Pass> {
  let error: Error | null = null;
  let stopped = false;
  let wake: (() => void) | null = null;
  engine.on("data", (chunk: Buffer) => {
    if (!stopped && !sink(chunk, start + engine.bytesWritten)) stopped = true;
  });
  engine.on("error", (e: Error) => {
    error ??= e;
    wake?.();
  });
  /** Resolves too when the engine fails: zlib does not call back then. */
  const settled = (begin: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      begin(resolve);
    });

  const piece = Buffer.allocUnsafe(STEPS[0]);
  let position = start;
  let state: Inflated["state"] | null = null;
  while (state === null) {
    const wanted = position < fineFrom ? Math.min(STEPS[0], fineFrom - position) : step;
    const count = input.read(piece.subarray(0, wanted), position);
    const write = piece.subarray(0, count);
    // oxlint-disable-next-line no-await-in-loop -- one engine, one order
    await settled((done) => {
      if (count === 0) engine.once("end", done).end();
      else engine.write(write, done);
    });
    if (stopped) state = "stopped";
    else if (error !== null) state = count === 0 ? "cut" : "damaged";
    else if (count === 0 || start + engine.bytesWritten < position + count) state = "whole";
    else position += count;
  }
  engine.destroy();
  const reason = (error as Error | null)?.message ?? "";
  return { state, position: state === "damaged" ? position : start + engine.bytesWritten, reason, failedAt: position };
}

/**
 * Decompresses one unit (gzip member, zstd frame) from `start` and hands everything that can be decoded to the sink,
 * also what comes right before damage.
 */
export async function inflate(input: ByteReader, start: number, make: () => Engine, sink: Sink): Promise<Inflated> {
  let emitted = 0;
  let fineFrom = Number.POSITIVE_INFINITY;
  let last: Inflated | null = null;
  for (const step of STEPS) {
    let seen = 0;
    const rest: Sink = (chunk, consumed) => {
      const known = Math.min(chunk.length, Math.max(0, emitted - seen));
      seen += chunk.length;
      if (known === chunk.length) return true;
      emitted += chunk.length - known;
      return sink(chunk.subarray(known), consumed);
    };
    // oxlint-disable-next-line no-await-in-loop -- each pass needs what the one before found
    const result: Pass = await pass(input, start, make(), rest, fineFrom, step);
    last = result;
    if (result.state !== "damaged") break;
    fineFrom = result.failedAt;
  }
  return last ?? { state: "damaged", position: start, reason: "nothing was read" };
}
