// Fixture incidents with something taken away.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { headlineClasses, type Report } from "../../src/model/index.ts";
import { hypothesisOf, levelOf, PROBABLE } from "../classify/verdicts.ts";
import { fixtures } from "../golden/golden.ts";
import { judgeFiles } from "../incident.ts";

/** Something a case can lack, as a path in its folder. */
export function partsOf(name: string): readonly string[] {
  return partsIn(join(fixtures, name));
}

/** Every choice of at most `most` parts that leaves something. */
export function choicesIn(folder: string, most = 2): readonly (readonly string[])[] {
  const parts = partsIn(folder);
  let choices: readonly (readonly string[])[] = [[]];
  for (const part of parts) choices = [...choices, ...choices.map((choice) => [...choice, part])];
  return choices.filter(({ length }) => length > 0 && length <= most && length < parts.length);
}

function partsIn(folder: string): readonly string[] {
  const instances = readdirSync(join(folder, "instances")).map((id) => `instances/${id}`);
  const others = ["rds-events.json", "apps"].filter((part) => existsSync(join(folder, part)));
  return [...instances, ...others];
}

/** The text of the RDS events of a case. */
export function eventsOf(name: string): string {
  const file = join(fixtures, name, "rds-events.json");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Reports by what was taken away: several tests ask about one. */
const judged = new Map<string, Promise<Report>>();

function once(key: string, judge: () => Promise<Report>): Promise<Report> {
  const known = judged.get(key) ?? judge();
  judged.set(key, known);
  return known;
}

/** The case as it is. */
export function whole(name: string): Promise<Report> {
  return once(name, () => judgeFiles([join(fixtures, name)]));
}

/** The case without some parts. */
export function without(name: string, ...parts: readonly string[]): Promise<Report> {
  return once(`${name} ${parts.join(" ")}`, () => withoutParts(join(fixtures, name), parts));
}

/** The case in a folder without some parts. */
export function withoutParts(folder: string, parts: readonly string[]): Promise<Report> {
  return changed(folder, (copy) => {
    for (const part of [...parts, "label.json"]) rmSync(join(copy, part), { recursive: true, force: true });
  });
}

/**
 * Classes that less evidence makes surer than more. What was removed may have refuted a class, or answered it (it was not
 * even weighed): then at most probable.
 */
export function bolder(full: Report, less: Report): readonly string[] {
  return headlineClasses
    .filter((each) => {
      const refuted = (hypothesisOf(full, each)?.against.length ?? 0) > 0;
      const before = levelOf(full, each);
      return levelOf(less, each) > (refuted || before === -1 ? PROBABLE : before);
    })
    .map(
      (each) =>
        `${each}: ${hypothesisOf(full, each)?.level ?? "not weighed"} → ${hypothesisOf(less, each)?.level ?? ""}`,
    );
}

/** The case with lines of the servers' logs left out. */
export function withoutLines(name: string, unwanted: string): Promise<Report> {
  return changed(join(fixtures, name), (folder) => {
    const instances = join(folder, "instances");
    for (const entry of readdirSync(instances, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const lines = contentOf(path).toString("latin1").split("\n");
      rmSync(path);
      const kept = lines.filter((line) => !line.includes(unwanted)).join("\n");
      writeFileSync(path.replace(/\.(?:gz|zst)$/, ""), kept, "latin1");
    }
  });
}

function contentOf(path: string): Buffer {
  const bytes = readFileSync(path);
  if (path.endsWith(".gz")) return gunzipSync(bytes);
  return path.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes;
}

async function changed(original: string, change: (folder: string) => void): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-less-"));
  try {
    cpSync(original, folder, { recursive: true });
    change(folder);
    return await judgeFiles([folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
