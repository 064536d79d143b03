import type { Style } from "../styled.ts";

/** What the terminal shows its text on, as far as known; without colours only bold, underline and inverse are used. */
export type Background = "dark" | "light";

/** Select Graphic Rendition parameters of each style; "" leaves the text as it is. */
type Palette = Readonly<Record<Style, string>>;

const dark: Palette = {
  plain: "",
  dim: "37",
  title: "1",
  key: "1;36",
  writer: "32",
  reader: "36",
  unknown: "37",
  starting: "33",
  crash: "1;97;41",
  down: "90",
  overlap: "1;95",
  gap: "90",
  error: "1;91",
  warning: "93",
  notice: "96",
  event: "95",
  operator: "1;95",
  match: "1;30;43",
  mark: "1;93",
  cursor: "7",
  selected: "1;7",
  good: "92",
  bad: "1;91",
};

/** Green, cyan and yellow cannot be read on white: there a state has them for its ground. */
const light: Palette = {
  ...dark,
  dim: "90",
  key: "1;34",
  writer: "30;42",
  reader: "30;46",
  unknown: "30;47",
  starting: "30;43",
  overlap: "1;30;45",
  error: "1;31",
  warning: "35",
  notice: "34",
  event: "35",
  operator: "1;35",
  mark: "1;35",
  good: "34",
  bad: "1;31",
};

/** NO_COLOR and terminals without any: weight, line and inversion say what letters and patterns say too. */
const plain: Palette = {
  plain: "",
  dim: "",
  title: "1",
  key: "1",
  writer: "7",
  reader: "",
  unknown: "",
  starting: "4",
  crash: "1;7",
  down: "",
  overlap: "1;7",
  gap: "",
  error: "1",
  warning: "4",
  notice: "",
  event: "",
  operator: "1",
  match: "1;4",
  mark: "1",
  cursor: "7",
  selected: "1;7",
  good: "",
  bad: "1",
};

/** @param background null for no colours at all */
export function paletteOf(background: Background | null): Palette {
  if (background === null) return plain;
  return background === "dark" ? dark : light;
}

export type { Palette };
