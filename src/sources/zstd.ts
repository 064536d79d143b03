import { createZstdDecompress } from "node:zlib";
import type { ByteReader } from "../model/index.ts";
import type { Damage } from "./gzip.ts";
import { inflate } from "./inflate.ts";
import type { Sink } from "./inflate.ts";

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/**
 * Decompresses all frames of a zstd file; node:zlib stops without a word after the first.
 * Frame format: https://www.rfc-editor.org/rfc/rfc8878#section-3.1
 *
 * @returns every damage found, empty when whole; stops quietly when the sink has enough
 */
export async function unzstd(input: ByteReader, sink: Sink): Promise<readonly Damage[]> {
  let position = 0;
  const head = Buffer.alloc(8);
  while (position < input.size) {
    const count = input.read(head, position);
    const magic = count < 4 ? 0 : head.readUInt32LE(0);
    if ((magic & ~0xf) >>> 0 === SKIPPABLE) {
      const end = position + 8 + (count < 8 ? 0 : head.readUInt32LE(4));
      if (count < 8 || end > input.size)
        return [{ byteOffset: input.size, reason: "it ends within a skippable frame" }];
      position = end;
      continue;
    }
    if (magic !== FRAME) {
      const reason =
        count < 4 ? "it ends within a frame header" : `${input.size - position} bytes after a frame are not zstd data`;
      return [{ byteOffset: position, reason }];
    }
    // oxlint-disable-next-line no-await-in-loop -- frames follow each other
    const result = await inflate(input, position, () => createZstdDecompress({ chunkSize: 256 * 1024 }), sink);
    if (result.state === "stopped") return [];
    if (result.state === "cut") return [{ byteOffset: input.size, reason: "it ends too early" }];
    if (result.state === "damaged") return [{ byteOffset: result.position, reason: result.reason }];
    position = result.position;
  }
  return [];
}
