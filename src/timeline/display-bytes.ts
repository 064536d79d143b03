import { isUtf8 } from "node:buffer";

/** Bytes as text: UTF-8 where it is valid, every other byte as `\xNN`. Nothing is lost or replaced by a question mark. */
export function displayBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString("utf8");
  let text = "";
  for (let i = 0; i < buffer.length;) {
    const length = validLength(buffer, i);
    text +=
      length === 0
        ? `\\x${(buffer[i] ?? 0).toString(16).toUpperCase().padStart(2, "0")}`
        : buffer.toString("utf8", i, i + length);
    i += Math.max(1, length);
  }
  return text;
}

/** Bytes of the UTF-8 character at `i`, 0 when there is none. */
function validLength(buffer: Buffer, i: number): number {
  const lead = buffer[i] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return i + length <= buffer.length && isUtf8(buffer.subarray(i, i + length)) ? length : 0;
}
