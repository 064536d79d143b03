import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import { spent } from "./spent-buffers.ts";
import { transportFailure } from "./transport-failure.ts";
import { TryFailed } from "./try-failed.ts";

/** More than that is no answer of an API; FilterLogEvents and the like stop at 1 MB a page. */
export const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * A body as it arrives. The time the reader takes between two chunks does not count as silence.
 *
 * @throws {TryFailed} when the connection breaks or nothing arrives for `stallMs`
 */
export async function* arriving(
  body: Readable,
  stallMs: number,
  arrived: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let waiting = true;
  const watchdog = setTimeout(() => {
    if (waiting) body.destroy(stalled(stallMs));
  }, stallMs);
  try {
    for (;;) {
      waiting = true;
      watchdog.refresh();
      const { value, done } = await chunks.next();
      waiting = false;
      if (done === true) return;
      arrived(value.length);
      spent(value.length);
      yield value;
    }
  } catch (error) {
    throw transportFailure(error);
  } finally {
    clearTimeout(watchdog);
    body.destroy();
  }
}

/**
 * The whole of a body.
 *
 * @throws {TryFailed} as {@link arriving}, and when it is larger than `mostBytes` or takes longer than `wholeMs`
 */
export async function wholeBody(
  body: Readable,
  limits: { readonly stallMs: number; readonly wholeMs: number; readonly mostBytes: number },
  arrived: (bytes: number) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const deadline = setTimeout(() => body.destroy(stalled(limits.wholeMs)), limits.wholeMs);
  try {
    for await (const chunk of arriving(body, limits.stallMs, arrived)) {
      length += chunk.length;
      if (length > limits.mostBytes) throw tooLarge(limits.mostBytes);
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(deadline);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}

function stalled(ms: number): TryFailed {
  return new TryFailed({
    kind: "timeout",
    remedy: "again",
    code: "",
    message: `the answer stopped arriving for ${ms} ms`,
  });
}

function tooLarge(bytes: number): TryFailed {
  return new TryFailed({
    kind: "malformed",
    remedy: "none",
    code: "",
    message: `an answer of more than ${bytes} bytes`,
  });
}
