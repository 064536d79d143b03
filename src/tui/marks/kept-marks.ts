import type { Mark, Marks, RecordDetail } from "../case.ts";
import { applied, lineOf, type Operation, operationIn } from "./operation.ts";

/** Where marks are kept. Both throw when the place cannot be read or written. */
export interface MarksPlace {
  /** All of it; empty when there is nothing yet. */
  read(): string;
  /** Adds a text at the end, in one write. */
  append(text: string): void;
}

/**
 * Marks as the operations at a place make them: each is appended as one line, so that whatever ends the program loses at
 * most the last. Lines that are no operations stay and mean nothing, a last line that was torn among them. What cannot be
 * kept is there until the program ends, and {@link Marks.trouble} says so.
 */
export function keptMarks(place: MarksPlace): Marks {
  return new KeptMarks(place);
}

class KeptMarks implements Marks {
  list: readonly Mark[] = [];
  trouble: string | null = null;
  private readonly place: MarksPlace;
  private known = "";
  private nextId = 1;

  constructor(place: MarksPlace) {
    this.place = place;
    this.attempt(() => this.refresh());
  }

  add({ file, line, byteOffset, byteLength, time }: Pick<RecordDetail, keyof Omit<Mark, "id" | "comment">>): Mark {
    // Somebody else may have marked this case meanwhile: ids are given once.
    this.attempt(() => this.refresh());
    const mark: Mark = { id: this.nextId, file, line, byteOffset, byteLength, time, comment: "" };
    this.keep({ op: "add", ...mark });
    return mark;
  }

  comment(id: number, text: string): void {
    this.change({ op: "comment", id, text });
  }

  move(id: number, by: number): void {
    this.change({ op: "move", id, by });
  }

  remove(id: number): void {
    this.change({ op: "remove", id });
  }

  /** What changes nothing is not kept. */
  private change(operation: Operation): void {
    this.attempt(() => this.refresh());
    const same = applied(this.list, operation);
    const changes = same.length !== this.list.length || same.some((mark, i) => !isSame(mark, this.list[i]));
    if (changes) this.keep(operation);
  }

  private keep(operation: Operation): void {
    this.apply(operation);
    // Behind a line that was torn, a line of its own.
    const text = `${this.known === "" || this.known.endsWith("\n") ? "" : "\n"}${lineOf(operation)}`;
    this.attempt(() => {
      this.place.append(text);
      this.known += text;
    });
  }

  /** Takes in what is at the place, when that is not what is known. */
  private refresh(): void {
    const text = this.place.read();
    if (text === this.known) return;
    this.known = text;
    this.list = [];
    for (const line of text.split("\n")) {
      const operation = operationIn(line);
      if (operation !== null) this.apply(operation);
    }
  }

  private apply(operation: Operation): void {
    this.list = applied(this.list, operation);
    this.nextId = Math.max(this.nextId, operation.id + 1);
  }

  private attempt(io: () => void): void {
    if (this.trouble !== null) return;
    try {
      io();
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
  }
}

function isSame(a: Mark, b: Mark | undefined): boolean {
  return a.id === b?.id && a.comment === b.comment;
}
