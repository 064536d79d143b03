// Facts of a hand-made case, as the pipeline hands them to the gates.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inputOf } from "../../src/analyze/input.ts";
import { load, loadChatter } from "../../src/analyze/load.ts";
import { defaultOptions, openCase } from "../../src/analyze/index.ts";
import {
  type Documents,
  type Facts,
  type Incarnation,
  type InstanceFacts,
  noDocuments,
} from "../../src/model/index.ts";
import { type Extents, incidentWindows, reconstruct } from "../../src/reconstruct/index.ts";
import { type App, type CaseFile, nothing, Server } from "../incident.ts";

/** Microseconds of a second of the story: what facts carry. */
export function us(at: number): number {
  return Date.UTC(2026, 10, 21, 19) * 1000 + at * 1_000_000;
}

/** Reconstructs a story; nothing is judged. */
export function factsOf(...story: readonly (Server | App | CaseFile)[]): Promise<Facts> {
  return factsWith(noDocuments, ...story);
}

/** Reconstructs a story beside which there are documents. */
export async function factsWith(documents: Documents, ...story: readonly (Server | App | CaseFile)[]): Promise<Facts> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-facts-"));
  for (const each of story) {
    const { path, text } = "text" in each ? each : each.log();
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const evidence = await openCase([folder], nothing, join(folder, "spool"));
  try {
    const loaded = await load(evidence, defaultOptions);
    const input = inputOf(loaded, documents, defaultOptions);
    const extents: Extents = new Map(
      loaded.serverFiles.map(({ instance, scan, index }) => [
        instance,
        { firstUs: scan.firstUs, lastUs: scan.lastUs, gaps: index.gaps },
      ]),
    );
    return reconstruct(
      { ...input, chatter: await loadChatter(loaded, incidentWindows(input), defaultOptions) },
      extents,
    );
  } finally {
    evidence.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Facts of one instance of a story. */
export async function instanceOf(id: string, ...story: readonly (Server | App | CaseFile)[]): Promise<InstanceFacts> {
  const found = (await factsOf(...story)).instances.find((instance) => instance.id === id);
  if (found === undefined) throw new Error(`no ${id} in the story`);
  return found;
}

/** A log of lines as they stand, without the seconds of a story. */
export function logOf(id: string, ...lines: readonly string[]): CaseFile {
  return { path: `instances/${id}/postgresql.log.2026-11-21-1900`, text: `${lines.join("\n")}\n` };
}

/** `crash@16 pid 600`: how each life ended, when, and whose it was. */
export function endsOf(lives: readonly Incarnation[]): readonly string[] {
  return lives.map((life) => {
    const at = Number.isNaN(life.endUs) ? "?" : Math.round((life.endUs - us(0)) / 1_000_000);
    return `${life.endKind}@${at} pid ${life.postmasterPid}`;
  });
}
