import { keyGroups, type Keys } from "../keys.ts";
import { fit } from "../../text/index.ts";
import type { DetailLine } from "./detail.ts";

const shown: ReadonlyMap<string, string> = new Map([
  ["up", "↑"],
  ["down", "↓"],
  ["left", "←"],
  ["right", "→"],
  ["shift+up", "Shift ↑"],
  ["shift+down", "Shift ↓"],
  ["shift+left", "Shift ←"],
  ["shift+right", "Shift →"],
  ["pageup", "PgUp"],
  ["pagedown", "PgDn"],
  ["home", "Home"],
  ["end", "End"],
  ["enter", "Enter"],
  ["escape", "Esc"],
  ["tab", "Tab"],
  ["shift+tab", "Shift Tab"],
  ["space", "Space"],
  ["delete", "Del"],
]);

/** A key as people call it. */
export function keyLabel(key: string): string {
  return shown.get(key) ?? key.replace(/^ctrl\+/, "Ctrl-").replace(/^alt\+/, "Alt-");
}

/** What the signs of the lanes mean. */
const signs: readonly (readonly [sign: string, meaning: string])[] = [
  ["W▓ r░ o▒", "writer; reader; ready, role unknown"],
  ["S▲ V△ T▼", "starting; recovering; stopping"],
  ["X D ·", "crash; down (blank after it); no log, unknown"],
  ["█▒ ?▒", "two writers at once; perhaps two, undecidable"],
  ["R L C T …", "client errors: read-only, lost, refused, terminated; e: any other"],
  ["═ ╌ blank", "stale; ordinary records; silence"],
  ["▲ * ━", "finding; mark; covered (a digit: so many sources miss)"],
];

/** The help screen: every command with its keys, made from the table, and the signs of the lanes. */
export function helpLines(keys: Keys, cells: number): DetailLine[] {
  const keyCells = Math.min(18, Math.max(Math.floor(cells / 3), 1));
  const row = (left: string, right: string): DetailLine => ({
    text: fit(`${fit(left, keyCells)} ${right}`, cells).trimEnd(),
    style: "plain",
  });
  return [
    ...keyGroups.flatMap((group): DetailLine[] => [
      { text: fit(group, cells).trimEnd(), style: "title" },
      ...keys.rows
        .filter((each) => each.group === group)
        .map(({ keys: own, help }) => row(own.map(keyLabel).join(" "), own.length === 0 ? `${help} (no key)` : help)),
    ]),
    { text: fit("Signs", cells).trimEnd(), style: "title" },
    ...signs.map(([sign, meaning]) => row(sign, meaning)),
  ];
}
