import type { SourceFile } from "../model/index.ts";

export type Encoding = SourceFile["encoding"][number];

/** How much of the head {@link encodingOf} looks at. */
export const ENCODING_BYTES = 1024;

/** UTF-16 of ASCII text without a mark: every second byte is NUL, and no other. */
function utf16WithoutMark(head: Uint8Array): Encoding | null {
  const part = head.subarray(0, Math.min(head.length, ENCODING_BYTES) & ~1);
  if (part.length < 8) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < part.length; i += 2) {
    if (part[i] === 0) even++;
    if (part[i + 1] === 0) odd++;
  }
  const pairs = part.length / 2;
  if (odd === pairs && even === 0) return "utf-16le";
  return even === pairs && odd === 0 ? "utf-16be" : null;
}

/** The outermost wrapper of the bytes, told by its magic bytes and never by a file name; null for none. */
export function encodingOf(head: Uint8Array): Encoding | null {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b && (c === undefined || c === 8)) return "gzip";
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return "zstd";
  // A skippable frame may come first (pzstd and seekable zstd write one).
  if (a !== undefined && a >= 0x50 && a <= 0x5f && b === 0x2a && c === 0x4d && d === 0x18) return "zstd";
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8-bom";
  if (a === 0xff && b === 0xfe && !(c === 0 && d === 0)) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return utf16WithoutMark(head);
}
