import { markup, type Markup } from "../markup.ts";
import { signMarkup, type Sign } from "./symbols.ts";

/** A key of a legend: a piece of the picture, and what it means. */
export interface Key {
  readonly drawn: Markup;
  readonly meaning: string;
}

/** A bar of a class, with a letter when the picture has one. */
export function barKey(
  name: string,
  meaning: string,
  letter: readonly [name: string, text: string] | null = null,
): Key {
  const text = letter === null ? null : markup`<text class="letter ${letter[0]}" x="13" y="11">${letter[1]}</text>`;
  return { drawn: markup`<rect class="${name}" x="1" y="2" width="24" height="11"/>${text}`, meaning };
}

/** A thin bar of a class. */
export function lineKey(name: string, meaning: string, height = 2): Key {
  return {
    drawn: markup`<rect class="${name}" x="1" y="${7.5 - height / 2}" width="24" height="${height}"/>`,
    meaning,
  };
}

export function signKey(sign: Sign, meaning: string): Key {
  return { drawn: markup`<g transform="translate(13 0)">${signMarkup(sign, 7.5)}</g>`, meaning };
}

/** What the pieces of a picture mean. */
export function legendMarkup(keys: readonly Key[]): Markup {
  if (keys.length === 0) return markup``;
  const items = keys.map(
    ({ drawn, meaning }) =>
      markup`<li><svg class="key" viewBox="0 0 26 15" aria-hidden="true" focusable="false">${drawn}</svg> ${meaning}</li>\n`,
  );
  return markup`<ul class="legend" aria-label="Legend">\n${items}</ul>\n`;
}

/** Patterns of all pictures; bars are told apart by them, not by their colour. */
export const patterns = markup`<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="p-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><line class="stroke" x1="1.5" y1="0" x2="1.5" y2="6"/></pattern>
<pattern id="p-overlap" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><line class="alarm" x1="1" y1="0" x2="1" y2="5"/></pattern>
<pattern id="p-stale" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="stale-ground" width="5" height="5"/><line class="alarm" x1="1" y1="0" x2="1" y2="5"/></pattern>
<pattern id="p-dots" width="6" height="30" patternUnits="userSpaceOnUse"><rect class="dot" width="2" height="30"/></pattern>
<pattern id="p-late" y="4" width="8" height="8" patternUnits="userSpaceOnUse"><path class="stroke" d="M1 1l3 3l-3 3"/></pattern>
</defs></svg>
`;
