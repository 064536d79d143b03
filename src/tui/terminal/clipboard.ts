/** Longest text that is copied, in characters: terminals drop what is longer, some of them the terminal with it. */
const LONGEST = 4096;
/** Letters, digits, and the signs that citations are made of; no line end, so that a paste runs nothing. */
const UNSAFE = /[^\p{L}\p{N} .,:;_+\-/#()[\]]/gu;

/**
 * The sequence that puts a text of ours into the clipboard (OSC 52). A file's name is in it, and that is a stranger's:
 * all but plain characters is left out.
 */
export function copySequence(text: string): string {
  const safe = text.slice(0, LONGEST).replace(UNSAFE, "_");
  return `\u001b]52;c;${Buffer.from(safe, "utf8").toString("base64")}\u0007`;
}
