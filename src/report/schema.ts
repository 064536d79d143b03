import type * as zod from "zod";
import { eventLineShape } from "./schema-event-line.ts";
import { reportShape } from "./schema-report.ts";

// zod takes 40 ms to load and is needed only to write and to check the published schemas.
const load = async (): Promise<typeof zod> => await import("zod");

/** The JSON Schema (2020-12) of a report: `schema/report-1.schema.json`. */
export async function reportSchema(): Promise<object> {
  const z = await load();
  return {
    $id: "urn:postmortem:report-1",
    title: "A report of postmortem",
    description:
      "The result of an analysis. Instants are ISO 8601 UTC, as precise as their source; `line` counts physical lines from 1; `offsetSeconds` are seconds ADDED to true time in that client's stamps.",
    ...z.toJSONSchema(reportShape(z)),
  };
}

/** The JSON Schema of a line of `postmortem events --jsonl`: `schema/event-line-1.schema.json`. */
export async function eventLineSchema(): Promise<object> {
  const z = await load();
  return {
    $id: "urn:postmortem:event-line-1",
    title: "A line of `postmortem events --jsonl`",
    description: "One record, in timeline order. `time` is null for an undated record, which keeps its place.",
    ...z.toJSONSchema(eventLineShape(z)),
  };
}
