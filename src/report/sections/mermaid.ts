import type { InstanceStateReport } from "../../model/index.ts";
import { millis } from "../clock.ts";
import type { DocumentContext } from "../document/document-context.ts";

/** GitLab draws no more than this of all diagrams of a page by itself; GitHub takes 50,000 (CRAFT §3.1). */
const MOST_CHARACTERS = 1800;
const MOST_TASKS = 25;
const MOST_INSTANCES = 6;

/**
 * The lanes as a Mermaid Gantt chart: sections are instances, tasks their states. Ids are generated and labels come from
 * an allow-list, since Mermaid's parser has been a way to inject (SECURITY §3). Null where it would be too large to be
 * drawn: the lanes of characters say more anyhow.
 */
export function laneDiagram({ report, window }: DocumentContext): string | null {
  if (window === null || report.instances.length === 0 || report.instances.length > MOST_INSTANCES) return null;
  const [from, to] = [millis(window.start), millis(window.end)];
  // Mermaid knows no other zone than the reader's.
  const lines = [
    "gantt",
    "  title Times of this picture are in the zone of your browser",
    "  dateFormat x",
    "  axisFormat %H:%M:%S",
  ];
  let tasks = 0;
  for (const { id, states } of report.instances) {
    lines.push(`  section ${label(id)}`);
    for (const state of states) {
      const start = Math.max(millis(state.start), from);
      const end = Math.min(millis(state.end), to);
      if (end < start || millis(state.end) < from) continue;
      lines.push(`  ${stateLabel(state)} :${flags(state)}t${++tasks}, ${start}, ${Math.max(end, start + 1)}`);
    }
  }
  const text = lines.join("\n");
  return tasks === 0 || tasks > MOST_TASKS || text.length > MOST_CHARACTERS ? null : text;
}

function stateLabel({ state, role }: InstanceStateReport): string {
  return state === "ready" && role !== "unknown" ? role : state;
}

function flags({ state, role }: InstanceStateReport): string {
  if (state === "crashed" || state === "down") return "crit, ";
  if (state === "ready" && role === "writer") return "active, ";
  return state === "ready" ? "done, " : "";
}

/** Words that Mermaid's grammar reads as nothing else. */
function label(id: string): string {
  const plain = id.replaceAll(/[^A-Za-z0-9_.-]/g, "-").slice(0, 60);
  return plain === "" ? "instance" : plain;
}
