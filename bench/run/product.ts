import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./cases.ts";
import type { Command } from "./measure.ts";

/** The program under measurement. */
export interface Product {
  /** `main.js` of a build. */
  readonly entry: string;
  /** Folder of the bench's own bundled programs. */
  readonly stages: string;
  /** Where it may keep what it computes: one for first looks, one for looks again. */
  readonly caches: Readonly<Record<"first" | "again", string>>;
}

/** `analyze` of a case to verdict JSON, into `json`: nothing is known of the case before, unless it looks `again`. */
export function analyzeCommand(
  { entry, caches }: Product,
  name: string,
  folder: string,
  json: string,
  options: readonly string[] = [],
  look: "first" | "again" = "first",
): Command {
  const argv = [process.execPath, entry, "analyze", folder, "--json", json, ...options];
  return { name, argv, cache: { folder: caches[look], look } };
}

/** Scan to columns with signature hits, alone in a process. */
export function scanCommand(
  { stages, caches }: Product,
  scanner: "fast" | "plain",
  folder: string,
  name?: string,
): Command {
  const argv = [process.execPath, join(stages, "scan-stage.js"), "--scanner", scanner, folder];
  const cache = { folder: caches.first, look: "first" } as const;
  return { name: name ?? `scan stage${scanner === "plain" ? ", plain" : ""}`, argv, cache };
}

/** Whether this build knows an option of `analyze`: it is tried on a small case. */
export function knows({ entry }: Product, { folder }: Case, options: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, [entry, "analyze", folder, ...options], {
    stdio: "ignore",
    env: { ...process.env, POSTMORTEM_CACHE: "off" },
  });
  return status === 0;
}

interface Told {
  readonly verdict: { readonly class: string; readonly level: string };
  readonly accounting: {
    readonly lines: number;
    readonly records: number;
    readonly continuations: number;
    readonly quarantined: number;
  };
}

/** The verdict of a report, in words. */
export function verdictIn(json: string): string {
  const { verdict } = JSON.parse(readFileSync(json, "utf8")) as Told;
  return `${verdict.class}, ${verdict.level}`;
}

/** What a report accounts for, beside what was written; empty when they agree. Lines of other files are taken off. */
export function misaccounted(json: string, { manifest, folder }: Case): readonly string[] {
  const { accounting } = JSON.parse(readFileSync(json, "utf8")) as Told;
  const sum = (key: "records" | "continuations"): number =>
    manifest.files.reduce((total, file) => total + file[key], 0);
  const others = othersIn(folder);
  const wrong: string[] = [];
  const compare = (what: string, found: number, written: number): void => {
    if (found !== written) wrong.push(`${what} ${found}, written ${written}`);
  };
  compare("lines", accounting.lines - others.lines, sum("records") + sum("continuations"));
  compare("records", accounting.records - others.records, sum("records"));
  compare("quarantined", accounting.quarantined, 0);
  return wrong;
}

/** Lines of the RDS events, which are one record, whatever is in it. */
function othersIn(folder: string): { readonly lines: number; readonly records: number } {
  try {
    return { lines: readFileSync(join(folder, "rds-events.json"), "utf8").split("\n").length - 1, records: 1 };
  } catch {
    return { lines: 0, records: 0 };
  }
}
