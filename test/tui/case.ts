// A case as the screen knows it: the analysis and the records are the real ones, the marks are nobody's.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { browse, defaultOptions, openCase } from "../../src/analyze/index.ts";
import { type Mark, type Marks, openRecords, type ViewCase } from "../../src/tui/index.ts";

const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** Marks that nobody keeps. */
export function memoryMarks(): Marks {
  const list: Mark[] = [];
  let last = 0;
  const at = (id: number): number => list.findIndex((mark) => mark.id === id);
  return {
    list,
    trouble: null,
    add(record) {
      const mark = { ...record, id: ++last, comment: "" };
      list.push(mark);
      return mark;
    },
    comment(id, comment) {
      list.splice(at(id), 1, ...list.filter((mark) => mark.id === id).map((mark) => ({ ...mark, comment })));
    },
    move(id, by) {
      const [from, to] = [at(id), at(id) + by];
      if (from >= 0 && to >= 0 && to < list.length) list.splice(to, 0, ...list.splice(from, 1));
    },
    remove(id) {
      if (at(id) >= 0) list.splice(at(id), 1);
    },
  };
}

/** A case of `fixtures/`, or of a folder: all of its records in order. `close` when nobody looks at it any more. */
export async function analyzedCase(name: string): Promise<{ readonly viewCase: ViewCase; readonly close: () => void }> {
  const path = name.startsWith("/") ? name : join(fixtures, name);
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-screen-"));
  const evidence = await openCase([path], () => process.stdin, join(scratch, "spool"), 0, null);
  const { report, facts, ...sources } = await browse(evidence, { ...defaultOptions, workers: 0 });
  const records = openRecords(sources, { soon: setImmediate, nowMs: () => performance.now() });
  // oxlint-disable-next-line no-await-in-loop -- the order is made between turns of the loop
  while (records.all === null) await turn();
  return {
    viewCase: { name: evidence.name, report, facts, records, marks: memoryMarks(), localZone: "Asia/Kolkata" },
    close() {
      evidence.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
