import type { Filtering, ViewCase } from "../case.ts";
import { writeSelection } from "../selection.ts";
import type { Action } from "../state/action.ts";
import type { Effect, ExportFormat } from "../state/effect.ts";
import { copySequence } from "../terminal/clipboard.ts";

/** What the screen asks of the world around it; the command line answers. */
export interface Outside {
  /**
   * Writes an export beside the case, piece by piece, and returns its name.
   *
   * @throws when the place cannot be written
   */
  exportFile(format: ExportFormat, pieces: AsyncIterable<string>): Promise<string>;
  /** Shows a physical line (from 1) of a file of the case in the person's pager; over when that is closed. */
  page(file: string, line: number): Promise<void>;
}

/** What the drawing does for effects. */
export interface Drawing {
  readonly write: (sequence: string) => void;
  readonly redraw: () => void;
  /** Gives the terminal away while `work` runs, and draws everything again after it. */
  readonly lend: (work: () => Promise<void>) => void;
  readonly stop: () => void;
  readonly quit: () => void;
}

/** A piece of work on this thread may take that long, ms: then keys are looked after. */
const SLICE_MS = 8;

/** Does what the state asks for, and answers by actions. */
export function effectsOf(
  viewCase: ViewCase,
  outside: Outside,
  drawing: Drawing,
  dispatch: (...actions: readonly Action[]) => void,
): (effect: Effect) => void {
  const filterings = new Map<number, Filtering>();
  const { marks, records } = viewCase;
  const told = (text: string, bad = false): void => dispatch({ kind: "told", text, bad });
  const marked = (): void => dispatch({ kind: "changed" });
  return (effect) => {
    switch (effect.kind) {
      case "start-filter":
        try {
          const filtering = records.filter(effect.filter, effect.from);
          filterings.set(effect.id, filtering);
          dispatch({ kind: "filter-started", id: effect.id, filtering });
        } catch (error) {
          dispatch({ kind: "filter-failed", id: effect.id, reason: reasonOf(error) });
        }
        return;
      case "cancel-filter":
        filterings.get(effect.id)?.cancel();
        filterings.delete(effect.id);
        return;
      case "add-mark": {
        const { id } = marks.add(effect.record);
        if (effect.comment !== "") marks.comment(id, effect.comment);
        return marked();
      }
      case "comment-mark":
        marks.comment(effect.id, effect.text);
        return marked();
      case "move-mark":
        marks.move(effect.id, effect.by);
        return marked();
      case "remove-mark":
        marks.remove(effect.id);
        return marked();
      case "copy":
        drawing.write(copySequence(effect.text));
        return told(`copied ${effect.text}`);
      case "export":
        outside.exportFile(effect.format, inSlices(writeSelection(viewCase, effect.selection, effect.format))).then(
          (name) => told(`written: ${name}`),
          (error: unknown) => told(reasonOf(error), true),
        );
        return;
      case "open-pager":
        drawing.lend(async () => {
          try {
            await outside.page(effect.file, effect.line);
          } catch (error) {
            told(reasonOf(error), true);
          }
        });
        return;
      case "redraw":
        return drawing.redraw();
      case "suspend":
        return drawing.stop();
      case "quit":
        return drawing.quit();
      default:
        return effect satisfies never;
    }
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Pieces as they come, with room for keys between them. */
async function* inSlices(pieces: Iterable<string>): AsyncIterable<string> {
  let startMs = performance.now();
  for (const piece of pieces) {
    yield piece;
    if (performance.now() - startMs < SLICE_MS) continue;
    // oxlint-disable-next-line no-await-in-loop -- that is what it is for
    await new Promise((done) => setImmediate(done));
    startMs = performance.now();
  }
}
