import type { Report } from "../../model/index.ts";
import type { Inline, Section } from "../document/document.ts";

/** A row of the timeline that a picture numbers. */
interface NumberedRow {
  readonly anchor: string;
  readonly number: number;
}

/** Which row of the document's timeline tells which key moment. */
export interface TimelineRows {
  of(row: readonly Inline[]): NumberedRow | null;
  /** Anchor of a moment's row; null when the document has none. */
  anchor(incident: number, moment: number): string | null;
}

/**
 * Finds the rows of the key moments: both stand in the report's order, and a moment's text is a cell of its row. An
 * engineer's marks stand among them and have no number.
 */
export function timelineRows({ incidents }: Report, sections: readonly Section[]): TimelineRows {
  const moments = incidents.flatMap((each, incident) =>
    each.moments.map(({ text }, moment) => ({ incident, moment, text })),
  );
  const rows = new Map<readonly Inline[], NumberedRow>();
  const anchors = new Map<string, string>();
  let next = 0;
  for (const { id, blocks } of sections) {
    if (id !== "timeline") continue;
    for (const row of blocks.flatMap((block) => (block.kind === "table" ? block.rows : []))) {
      const found = moments.findIndex(({ text }, index) => index >= next && row.includes(text));
      const told = moments[found];
      if (told === undefined) continue;
      const anchor = `t-${told.incident + 1}-${told.moment + 1}`;
      rows.set(row, { anchor, number: told.moment + 1 });
      anchors.set(`${told.incident}/${told.moment}`, anchor);
      next = found + 1;
    }
  }
  return {
    of: (row) => rows.get(row) ?? null,
    anchor: (incident, moment) => anchors.get(`${incident}/${moment}`) ?? null,
  };
}
