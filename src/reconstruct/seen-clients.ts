import { LevelCode, type Moment, type Row, type Stream } from "../model/index.ts";
import { type Input, marks } from "./context.ts";
import { type Quotation, templateOf } from "./others.ts";

/** Records without signature read of one client, errors and what is less; and how many of each of all clients. */
const MAX_ERRORS = 300;
const MAX_BELOW = 200;
const MAX_READ = 4000;
/** Characters of a record that are searched. */
const SEARCHED = 4096;
/** Clients cited for one thing, and ended sessions of one that are looked at. */
const MAX_CLIENTS = 2;
const MAX_TERMINATED = 200;
/** A shorter message stands in any text. */
const MIN_MESSAGE = 8;

/** What a server said to sessions: the message, and its template. */
interface Kind {
  readonly message: string;
  readonly text: string;
}

/** Lines of clients that saw what a server's log has. */
export interface ClientLines {
  /** The first line of each of two clients with an error of this kind. */
  sawError(kind: Kind): readonly Row[];
  /**
   * A line of each of two clients whose session ended about when one did (`near`, µs); of any when nothing else in the
   * case ended sessions.
   */
  terminatedNear(near: (us: number) => boolean, any: boolean): readonly Row[];
  readonly quotations: readonly Quotation[];
  /** There may be more than were read. */
  readonly cut: boolean;
}

/** Reads what clients wrote that no signature names, as much as is affordable. */
export function clientLinesOf(input: Input, kinds: readonly Kind[]): ClientLines {
  const streams = input.records.streams.filter((stream) => stream.kind === "client");
  const wanted = new Map(kinds.filter(({ message }) => message.length >= MIN_MESSAGE).map((kind) => [kind.text, kind]));
  const share = Math.max(10, Math.floor(MAX_READ / Math.max(1, streams.length)));
  const all = streams.map((stream) => linesOf(input, stream, [...wanted.values()], share));
  return {
    sawError: ({ text }) => all.flatMap(({ errors }) => errors.get(text) ?? []).slice(0, MAX_CLIENTS),
    terminatedNear(near, any) {
      const then = all.flatMap(({ terminated }) => terminated.find(({ us }) => near(us)) ?? []);
      const found = then.length > 0 || !any ? then : all.flatMap(({ terminated }) => terminated.slice(0, 1));
      return found.slice(0, MAX_CLIENTS).map(({ row }) => row);
    },
    quotations: all.flatMap(({ quotations }) => quotations),
    cut: all.some(({ cut }) => cut),
  };
}

interface Lines {
  /** By template: the first line. */
  readonly errors: ReadonlyMap<string, Row>;
  readonly terminated: readonly Moment[];
  readonly quotations: readonly Quotation[];
  readonly cut: boolean;
}

function linesOf(input: Input, stream: Stream, kinds: readonly Kind[], share: number): Lines {
  const { records, codes } = input;
  const errors = new Map<string, Row>();
  const terminated: Moment[] = [];
  const quotations: Quotation[] = [];
  const left = { errors: Math.min(MAX_ERRORS, share), below: Math.min(MAX_BELOW, share) };
  let cut = false;
  for (const { id, at } of marks(records, codes, stream, [null, "client-terminated"])) {
    if (id === "client-terminated" && terminated.length < MAX_TERMINATED) terminated.push(at);
    if (id !== null) continue;
    const part = records.level(at.row) >= LevelCode.warning ? "errors" : "below";
    if (left[part] === 0) {
      cut = true;
      continue;
    }
    left[part]--;
    const { message, error } = records.text(at.row);
    const said = `${message}\n${error ?? ""}`.slice(0, SEARCHED);
    const quoted = input.quoted(said);
    if (quoted !== null) quotations.push({ row: at.row, id: quoted });
    // Of ordinary records the store has one a second.
    if (quoted !== null && part === "below") cut = true;
    if (part === "below" || quoted !== null) continue;
    for (const kind of kinds) {
      if (!errors.has(kind.text) && says(said, kind)) errors.set(kind.text, at.row);
    }
  }
  return { errors, terminated, quotations, cut };
}

/** The message as it is, or with other numbers and values. */
function says(text: string, { message, text: template }: Kind): boolean {
  return text.includes(message) || text.split("\n").some((line) => templateOf(line).includes(template));
}
