import { type Cite, type Failover, type Row, type SeenNote, type SignatureId } from "../model/index.ts";
import type { Input } from "./context.ts";
import type { Life } from "./log-failovers.ts";
import type { Others } from "./others.ts";
import { type ClientLines, clientLinesOf } from "./seen-clients.ts";
import { errorNotes } from "./seen-errors.ts";
import { terminationsOf } from "./seen-terminations.ts";

/** Notes of one instance, and lines of one note. */
const MAX_NOTES = 6;
const MAX_SERVER_LINES = 3;
const MAX_LINES = 5;

/** An instance, its lives, and what its log holds beside the lines that signatures name. */
export interface Subject {
  readonly life: Life;
  readonly others: Others;
}

/**
 * What looks like trouble and is no part of an incident, of each instance: why it is none, with lines of the server
 * and of clients that saw the same. The look-alikes of an incident come first.
 */
export function seenOn(
  input: Input,
  subjects: readonly Subject[],
  failovers: readonly Failover[],
): ReadonlyMap<string, readonly SeenNote[]> {
  const drafts = subjects.map(({ life, others }) => ({
    id: life.instance,
    terminations: terminationsOf(input, life, failovers),
    quoted: quotedNote(others),
    errors: errorNotes(input, life, others),
  }));
  const kinds = drafts.flatMap(({ errors }) => errors.map(({ kind }) => kind));
  const clients = clientLinesOf(input, kinds);
  const undisturbed =
    failovers.length === 0 && subjects.every(({ life }) => life.lives.every(({ endKind }) => endKind === "open"));
  const first = drafts.map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1))[0];
  return new Map(
    drafts.map(({ id, terminations, quoted, errors }) => {
      const notes = [
        terminations === null
          ? null
          : note(
              terminations.text,
              terminations.count,
              terminations.rows,
              clients.terminatedNear(terminations.near, undisturbed),
            ),
        quoted,
        id === first ? clientQuotations(clients) : null,
        ...errors.map(({ text, count, rows, kind }) => note(text, count, rows, clients.sawError(kind))),
      ];
      return [id, notes.filter((each) => each !== null).slice(0, MAX_NOTES)];
    }),
  );
}

/** Words of a crash or a stop that sessions wrote: `RAISE`, or an error that quotes what it was given. */
function quotedNote({ quotations, cut }: Others): SeenNote | null {
  if (quotations.length === 0) return null;
  const count = quotations.length;
  const text = `${cut ? "at least " : ""}${count} ${count === 1 ? "line carries" : "lines carry"} the words of ${wordsOf(quotations.map(({ id }) => id))}, but a session wrote them or quotes them: not the server's own`;
  return note(text, count, varied(quotations, MAX_SERVER_LINES), []);
}

/** What applications quote: their text, whatever it says. */
function clientQuotations({ quotations, cut }: ClientLines): SeenNote | null {
  if (quotations.length === 0) return null;
  const count = quotations.length;
  const text = `${cut ? "at least " : ""}${count} ${count === 1 ? "line of an application quotes" : "lines of applications quote"} the words of ${wordsOf(quotations.map(({ id }) => id))}: an application's text, not the server's log`;
  return note(text, count, varied(quotations, MAX_LINES - 1), []);
}

/** Lines of a stop that is no crash. */
const stops: ReadonlySet<SignatureId> = new Set(["shutdown-requested", "shut-down"]);

function wordsOf(ids: readonly SignatureId[]): string {
  const stop = ids.some((id) => stops.has(id));
  const crash = ids.some((id) => !stops.has(id));
  return crash && stop ? "a crash or a stop" : crash ? "a crash" : "a stop";
}

/** The first line of each kind before the second of any. */
function varied(quotations: readonly { readonly row: Row; readonly id: SignatureId }[], most: number): readonly Row[] {
  const kinds = new Set<SignatureId>();
  const firsts = quotations.filter(({ id }) => !kinds.has(id) && kinds.add(id));
  const rest = quotations.filter((each) => !firsts.includes(each));
  return [...firsts, ...rest].slice(0, most).map(({ row }) => row);
}

function note(text: string, count: number, server: readonly Row[], clients: readonly Row[]): SeenNote {
  const rows = [...server.slice(0, MAX_LINES - clients.length), ...clients];
  return { text, count, cites: rows.map((row): Cite => ({ row })) };
}
