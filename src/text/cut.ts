/** What `redact` puts into a text. A part of it would be read as another, or as the text's own. */
const mark = /<(?:secret|email|address|host)>|(?<![A-Za-z0-9])(?:email|client|address|host|endpoint)-\d+/g;
const LONGEST_MARK = 24;

/** The beginning of a redacted text, at most `length` UTF-16 units; no mark and no character is cut in two. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const from = Math.max(0, length - LONGEST_MARK);
  let end = length;
  for (const { index, 0: found } of text.slice(from, length + LONGEST_MARK).matchAll(mark)) {
    const start = from + index;
    if (start < end && start + found.length > end) end = start;
  }
  const isPair = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && /[\udc00-\udfff]/.test(text.charAt(end));
  return text.slice(0, isPair ? end - 1 : end);
}
