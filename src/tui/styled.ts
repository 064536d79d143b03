/** What a piece of text is. The palette decides how that looks; nothing is told by colour alone. */
export type Style =
  | "plain"
  | "dim"
  | "title"
  | "key"
  | "writer"
  | "reader"
  | "unknown"
  | "starting"
  | "crash"
  | "down"
  | "overlap"
  | "gap"
  | "error"
  | "warning"
  | "notice"
  | "event"
  | "operator"
  | "match"
  | "mark"
  | "cursor"
  | "selected"
  | "good"
  | "bad";

/** A piece of one line, already escaped: printable characters alone. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** One line of the screen; not wider than the screen. */
export type StyledLine = readonly Span[];
