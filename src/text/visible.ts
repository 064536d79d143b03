// Characters that act on a terminal or a browser, or hide there, instead of showing. Explicit ranges rather than
// `\p{Cf}`, so that two versions of Node escape the same text the same way.
const ranges = [
  "0-1f", // C0
  "7f-9f", // DEL, C1
  "ad", // soft hyphen
  "34f", // grapheme joiner
  "600-605", // Arabic number signs
  "61c", // Arabic letter mark
  "6dd", // Arabic end of ayah
  "70f", // Syriac abbreviation mark
  "890-891", // Arabic currency marks
  "8e2", // Arabic disputed end of ayah
  "115f-1160", // Hangul fillers
  "17b4-17b5", // Khmer inherent vowels
  "180b-180f", // Mongolian selectors
  "200b-200f", // zero-width, left-to-right and right-to-left marks
  "2028-202e", // line and paragraph separator, bidi embeddings and overrides
  "2060-206f", // invisible operators, bidi isolates
  "3164", // Hangul filler
  "d800-f8ff", // lone surrogates, private use
  "fdd0-fdef", // noncharacters
  "fe00-fe0d", // variation selectors but those of text and emoji
  "feff", // BOM
  "ffa0", // Hangul filler
  "fff0-fffb", // interlinear annotation
  "fffe-ffff", // noncharacters
  "110bd", // Kaithi number sign
  "110cd",
  "13430-1343f", // hieroglyph format controls
  "1bca0-1bca3", // shorthand format controls
  "1d173-1d17a", // musical format controls
  "e0000-e0fff", // tags, supplementary variation selectors
  "f0000-10ffff", // private use
];
const hidden = new RegExp(
  `[${ranges.map((range) => range.replaceAll(/[0-9a-f]+/g, String.raw`\u{$&}`)).join("")}]`,
  "gu",
);

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
