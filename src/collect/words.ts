/** Names and words of AWS are hostile: one line, no control or direction characters, a length a sentence bears. */
export function oneLine(text: string, max = 240): string {
  const line = text
    .slice(0, max * 4)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}

/** `1 file`, `8,120 files`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `8,120`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
