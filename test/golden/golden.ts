// What a golden verdict holds, shared by the test that compares and the script that regenerates.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../../src/model/index.ts";

export const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** Folders that hold samples for parsers, not an incident. */
const samples = new Set(["formats", "oracle", "postgresql"]);

/** Names of the incident folders, sorted. */
export function incidents(): string[] {
  return readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !samples.has(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** What a right answer must hold, written by hand. */
export interface Truth {
  readonly class: readonly string[];
  readonly levels: readonly string[];
  /** The class that must lead the hypotheses when the headline is `inconclusive`. */
  readonly leads?: readonly string[];
  readonly trigger?: readonly string[];
  readonly subtype?: readonly string[];
  /** A reason counts as given when one of its lines, or a line of that file that reads the same, is cited. */
  readonly reasons: readonly { readonly why: string; readonly file: string; readonly lines: readonly number[] }[];
}

export function truths(): Readonly<Record<string, Truth>> {
  return JSON.parse(readFileSync(join(fixtures, "truth.json"), "utf8")) as Record<string, Truth>;
}

/** Ids of the evidence that claims of incidents, instances and clients refer to. */
export function citedIds(report: Report): Set<string> {
  const ids = new Set<string>();
  const collect = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) collect(item);
    else if (typeof node === "object" && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        if (key === "evidence" && Array.isArray(value)) for (const id of value) ids.add(String(id));
        else collect(value);
      }
    }
  };
  collect([report.cluster, report.incidents, report.instances, report.clients]);
  return ids;
}

/** `file:line` or `file#/pointer` of every piece of evidence, sorted. */
function citations(report: Report): string[] {
  const places = report.evidence.map(({ kind, source }) =>
    source.line === null ? `${kind} ${source.file}#${source.pointer ?? ""}` : `${source.file}:${source.line}`,
  );
  return [...new Set(places)].sort();
}

/** The part of a report that a change of behaviour changes, without ids and wording. */
export function golden(report: Report): unknown {
  return {
    verdict: {
      class: report.verdict.class,
      level: report.verdict.level,
      cause: report.verdict.cause,
      headline: report.verdict.headline,
    },
    incidents: report.incidents.map((incident) => ({
      window: incident.window,
      trigger: incident.trigger.kind,
      mechanism: incident.mechanism,
      clientEffects: incident.clientEffects.map(({ class: name, subtype, level, clients }) => ({
        class: name,
        subtype,
        level,
        clients,
      })),
      hypotheses: incident.hypotheses.map((hypothesis) => ({
        class: hypothesis.class,
        level: hypothesis.level,
        missing: hypothesis.missing.map((item) => item.what),
      })),
    })),
    roles: report.instances.map(({ id, states }) => `${id}: ${states.map((s) => `${s.state}/${s.role}`).join(" ")}`),
    stillRefused: report.clients.filter((client) => client.stillRefusedAtEnd).map((client) => client.id),
    problems: report.problems.map((problem) => problem.kind).sort(),
    accounting: report.accounting,
    evidence: report.evidence.length,
    cites: citations(report),
  };
}
