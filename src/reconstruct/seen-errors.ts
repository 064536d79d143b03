import { type Incarnation, inLife, LevelCode, type Row, SECOND_US } from "../model/index.ts";
import type { Input } from "./context.ts";
import type { Life } from "./log-failovers.ts";
import { byText, type OtherError, type Others } from "./others.ts";

/** Kinds of errors of one instance, and lines of one kind. */
const MAX_KINDS = 4;
const MAX_ROWS = 3;
/** An error this close before the end of a life may belong to that end. */
const BEFORE_END_US = 60 * SECOND_US;

/** Errors of one kind that no signature names; `kind` is what a client that saw one says too. */
export interface ErrorNote {
  readonly text: string;
  readonly count: number;
  readonly rows: readonly Row[];
  readonly kind: { readonly message: string; readonly text: string };
}

/** The most frequent errors that ended a statement or a session and not the server. */
export function errorNotes(input: Input, { lives }: Life, { errors, errorCount }: Others): readonly ErrorNote[] {
  const harmless = errors.filter((error) => !error.quotes && isHarmless(input, lives, error));
  return byText(harmless)
    .slice(0, MAX_KINDS)
    .map((group): ErrorNote => {
      const [{ message, text }] = group;
      return {
        text: `${text}, ${times(group.length, errors.length, errorCount)}: ${whose(group)}, the server went on`,
        count: group.length,
        rows: group.slice(0, MAX_ROWS).map(({ at }) => at.row),
        kind: { message, text },
      };
    });
}

function isHarmless(input: Input, lives: readonly Incarnation[], { at, id, bySession }: OtherError): boolean {
  const level = input.records.level(at.row);
  // PANIC takes the server with it, and a background process that gives up may.
  if (level === LevelCode.panic || (level === LevelCode.fatal && !bySession)) return false;
  // What these say is a cause of incidents, where there is one.
  if (id === "wraparound") return false;
  if (id === "no-space" && input.events.some(({ meaning }) => meaning === "storage-full")) return false;
  if (id === "out-of-memory" && lives.some(({ endKind }) => endKind === "crash" || endKind === "lost")) return false;
  const life = lives.find((each) => inLife(each, at.row));
  const ended = life?.endKind === "crash" || life?.endKind === "lost";
  return !ended || life.endUs - at.us > BEFORE_END_US;
}

function times(count: number, read: number, all: number): string {
  if (read < all) return `at least ${count} times (of ${all} errors the first ${read} were read)`;
  return count === 1 ? "once" : `${count} times`;
}

function whose(group: readonly OtherError[]): string {
  const sessions = group.filter(({ bySession }) => bySession).length;
  if (group.length === 1) return sessions === 1 ? "an error of a session" : "an error of a background process";
  if (sessions === 0) return "errors of background processes";
  return sessions === group.length ? "errors of sessions" : "errors of sessions and background processes";
}
