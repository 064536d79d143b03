const TRUNCATION_MARK = Buffer.from("[Your log message was truncated]", "latin1");
const SPACE = 32;
const RETURN = 13;
const CLOSE = 93;

/** Whether the line that ends at `end` carries the mark with which AWS's download replaces the rest of a line. */
export function hasTruncationMark(buffer: Uint8Array, end: number): boolean {
  let last = end - 1;
  while (buffer[last] === RETURN || buffer[last] === SPACE) last--;
  if (buffer[last] !== CLOSE) return false;
  const from = last + 1 - TRUNCATION_MARK.length;
  for (let i = 0; i < TRUNCATION_MARK.length; i++) if (buffer[from + i] !== TRUNCATION_MARK[i]) return false;
  return true;
}

/** The text without AWS's mark, which is not the server's. */
export function withoutTruncationMark(text: string): string {
  if (!text.includes("[Your log")) return text;
  return text.replaceAll(/ ?\[Your log message was truncated\](?=\s*(?:\n|$))/g, "");
}

/** Only dots (three or more, or `…`) and blanks. */
export function isElision(buffer: Buffer, start: number, end: number): boolean {
  const text = buffer.toString("utf8", start, Math.min(end, start + 40)).trim();
  return text.length > 0 && /^(?:\.{3,}|…+|\[(?:\.{3}|…)\])$/u.test(text);
}
