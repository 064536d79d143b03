import type { ByteReader } from "../model/index.ts";
import type { Sink } from "./inflate.ts";

const BLOCK_BYTES = 256 * 1024;

/** Transcodes UTF-16 to UTF-8, the mark removed; what is no character becomes U+FFFD. */
export function transcodeUtf16(input: ByteReader, encoding: "utf-16le" | "utf-16be", sink: Sink): void {
  const decoder = new TextDecoder(encoding);
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let position = 0;
  while (position < input.size) {
    const count = input.read(block, position);
    if (count === 0) break;
    position += count;
    const text = decoder.decode(block.subarray(0, count), { stream: position < input.size });
    if (text.length > 0 && !sink(Buffer.from(text), position)) return;
  }
}
