/** Parts of the help screen, in its order. */
export const keyGroups = [
  "Records",
  "Time",
  "Lanes",
  "Jump",
  "Find and filter",
  "Look closer",
  "Marks",
  "Screen",
] as const;
export type KeyGroup = (typeof keyGroups)[number];

/** One row of the table: what a command is called, its keys unless rebound, and what the help screen says of it. */
interface KeyRow {
  readonly command: string;
  readonly keys: readonly string[];
  readonly group: KeyGroup;
  readonly help: string;
}

/** Every command with its keys. The help screen and the documentation are made from this table alone. */
export const keyTable = [
  { command: "down", keys: ["j", "down"], group: "Records", help: "next record or line" },
  { command: "up", keys: ["k", "up"], group: "Records", help: "previous record or line" },
  { command: "page-down", keys: ["pagedown", "space", "ctrl+f"], group: "Records", help: "one page down" },
  { command: "page-up", keys: ["pageup", "ctrl+b"], group: "Records", help: "one page up" },
  { command: "first", keys: ["g", "home"], group: "Records", help: "first record" },
  { command: "last", keys: ["G", "end"], group: "Records", help: "last record" },
  { command: "second-back", keys: [","], group: "Records", help: "one second back" },
  { command: "second-on", keys: ["."], group: "Records", help: "one second on" },
  { command: "minute-back", keys: ["<"], group: "Records", help: "one minute back" },
  { command: "minute-on", keys: [">"], group: "Records", help: "one minute on" },
  { command: "hour-back", keys: ["{"], group: "Records", help: "one hour back" },
  { command: "hour-on", keys: ["}"], group: "Records", help: "one hour on" },

  { command: "time-left", keys: ["h", "left"], group: "Time", help: "lane cursor one column back" },
  { command: "time-right", keys: ["l", "right"], group: "Time", help: "lane cursor one column on" },
  { command: "time-left-far", keys: ["H", "shift+left"], group: "Time", help: "lane cursor ten columns back" },
  { command: "time-right-far", keys: ["L", "shift+right"], group: "Time", help: "lane cursor ten columns on" },
  { command: "zoom-in", keys: ["+", "=", "z"], group: "Time", help: "zoom in around the cursor" },
  { command: "zoom-out", keys: ["-", "_", "Z"], group: "Time", help: "zoom out" },
  { command: "pan-left", keys: ["["], group: "Time", help: "axis half a screen back" },
  { command: "pan-right", keys: ["]"], group: "Time", help: "axis half a screen on" },
  { command: "fit-all", keys: ["0"], group: "Time", help: "the whole case" },
  { command: "fit-incident", keys: ["1"], group: "Time", help: "the incident" },
  { command: "zoom-second", keys: ["2"], group: "Time", help: "one second around the cursor" },
  { command: "clock", keys: ["t"], group: "Time", help: "clock: UTC, local, from the failover (T+12.3 s)" },

  { command: "lane-up", keys: ["K", "shift+up"], group: "Lanes", help: "lane above; a mark: move it up" },
  { command: "lane-down", keys: ["J", "shift+down"], group: "Lanes", help: "lane below; a mark: move it down" },
  { command: "only-lane", keys: ["o"], group: "Lanes", help: "records of this lane alone, or of all again" },

  { command: "next-state", keys: ["s"], group: "Jump", help: "next change of an instance's state" },
  { command: "previous-state", keys: ["S"], group: "Jump", help: "previous change of state" },
  { command: "next-finding", keys: ["f"], group: "Jump", help: "next finding (▲)" },
  { command: "previous-finding", keys: ["F"], group: "Jump", help: "previous finding" },
  { command: "next-incident", keys: ["i"], group: "Jump", help: "next incident" },
  { command: "previous-incident", keys: ["I"], group: "Jump", help: "previous incident" },
  { command: "next-gap", keys: ["b"], group: "Jump", help: "next edge of missing evidence (blank)" },
  { command: "previous-gap", keys: ["B"], group: "Jump", help: "previous edge of missing evidence" },
  { command: "next-error", keys: ["e"], group: "Jump", help: "next error" },
  { command: "previous-error", keys: ["E"], group: "Jump", help: "previous error" },
  { command: "next-warning", keys: ["w"], group: "Jump", help: "next warning or error" },
  { command: "previous-warning", keys: ["W"], group: "Jump", help: "previous warning or error" },
  { command: "next-mark", keys: ["u"], group: "Jump", help: "next mark" },
  { command: "previous-mark", keys: ["U"], group: "Jump", help: "previous mark" },

  {
    command: "go-to",
    keys: [":"],
    group: "Find and filter",
    help: "go to 12:34:56, an ISO time, T+12.3, file:line, a line of this file, #place",
  },
  { command: "search", keys: ["/"], group: "Find and filter", help: "search text or /regex/; counts before Enter" },
  { command: "next-match", keys: ["n"], group: "Find and filter", help: "next match" },
  { command: "previous-match", keys: ["N"], group: "Find and filter", help: "previous match" },
  { command: "filter-text", keys: ["&"], group: "Find and filter", help: "show only records with a text or /regex/" },
  { command: "level-up", keys: ["a"], group: "Find and filter", help: "show only this level at least: raise it" },
  { command: "level-down", keys: ["A"], group: "Find and filter", help: "lower the least level shown" },
  { command: "only-signature", keys: ["x"], group: "Find and filter", help: "only this signature, or all again" },
  { command: "clear-filters", keys: ["C"], group: "Find and filter", help: "show everything again" },

  { command: "enter", keys: ["enter"], group: "Look closer", help: "the record as written; a claim or mark: its line" },
  { command: "next-part", keys: ["tab"], group: "Look closer", help: "list, panel; in a record: next joined record" },
  { command: "previous-part", keys: ["shift+tab"], group: "Look closer", help: "the same, backwards" },
  { command: "verdict", keys: ["v"], group: "Look closer", help: "verdict panel" },
  { command: "pager", keys: ["p"], group: "Look closer", help: "this line of the file in $PAGER" },
  { command: "copy", keys: ["y"], group: "Look closer", help: "copy file:line" },

  { command: "star", keys: ["m", "*"], group: "Marks", help: "mark this record, or take its mark away" },
  { command: "comment", keys: ["c"], group: "Marks", help: "comment on this record's mark" },
  { command: "marks", keys: ["M"], group: "Marks", help: "list of marks" },
  { command: "remove", keys: ["d", "delete"], group: "Marks", help: "in the list of marks: remove" },
  { command: "export", keys: ["X"], group: "Marks", help: "export marks or the list: md, csv, jsonl" },

  { command: "help", keys: ["?"], group: "Screen", help: "this help" },
  { command: "back", keys: ["escape"], group: "Screen", help: "close what is open; stop a search" },
  { command: "redraw", keys: ["ctrl+l"], group: "Screen", help: "draw again" },
  { command: "suspend", keys: ["ctrl+z"], group: "Screen", help: "to the shell; fg comes back" },
  { command: "quit", keys: ["q", "ctrl+c"], group: "Screen", help: "quit" },
] as const satisfies readonly KeyRow[];

/** What a key can mean. */
export type Command = (typeof keyTable)[number]["command"];
