// Characters that act on a terminal or a browser, or hide there, instead of showing. Explicit ranges rather than
// `\p{Cf}`, so that two versions of Node escape the same text the same way.
const hidden =
  // C0, DEL, C1, soft hyphen, grapheme joiner, Arabic mark, Hangul and Khmer fillers, Mongolian selectors
  // zero-width and bidi marks, line/paragraph separators, bidi embeddings and isolates, invisible operators
  // lone surrogates, private use, noncharacters, BOM, interlinear marks
  // tags and variation selectors beyond the emoji one, supplementary private use
  /[\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}-\u{180f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{3164}\u{d800}-\u{f8ff}\u{fdd0}-\u{fdef}\u{fe00}-\u{fe0d}\u{feff}\u{ffa0}\u{fff0}-\u{fffb}\u{fffe}\u{ffff}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{f0000}-\u{10ffff}]/gu;

/**
 * Text in which nothing acts and nothing hides: NUL becomes `␀`, other control characters `\xNN`, bidi controls,
 * zero-width and private characters `<U+202E>`, a tab four spaces. Line feeds stay: the caller decides.
 */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(hidden, show);
}

function show(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return character;
  if (code === 0x09) return "    ";
  if (code === 0) return "␀";
  const hex = code.toString(16);
  return code <= 0xff ? `\\x${hex.padStart(2, "0")}` : `<U+${hex.toUpperCase().padStart(4, "0")}>`;
}
