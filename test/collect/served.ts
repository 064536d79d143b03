// A case folder served as an AWS account, collected and analyzed by the product, beside the analysis of the folder itself.
import { spawn } from "node:child_process";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { worldFromCase } from "../sim/case-world.ts";
import { writesIn } from "../sim/journal.ts";
import { accountEnvironment } from "../sim/environment.ts";
import { startSimulator } from "../sim/server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const entry = process.env["POSTMORTEM_ENTRY"] ?? join(root, "src/cli/main.ts");

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How one served incident differs from its folder; empty lists when it does not. */
export interface Served {
  readonly exit: number | null;
  readonly stderr: string;
  readonly verdict: string;
  readonly differences: readonly string[];
}

function run(args: readonly string[], env: Readonly<Record<string, string | undefined>>, cwd: string) {
  return new Promise<{ readonly code: number | null; readonly stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [entry, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"], env });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    child.on("close", (code) => {
      resolve({ code, stderr });
    });
  });
}

/**
 * Serves the folder an hour after its end, collects it by `analyze --cluster`, analyzes the folder, and compares log
 * files byte for byte and the reports in everything but their origin: citations by what they cite.
 */
export async function servedAndAnalyzed(folder: string): Promise<Served> {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-served-"));
  const copy = join(scratch, "folder");
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith("label.json") });
  const first = worldFromCase(copy);
  const still = first.now() + 3_600_000;
  const began = Date.now();
  const world = worldFromCase(copy, { now: () => still + Date.now() - began });
  const simulator = await startSimulator(world);
  try {
    const env = {
      PATH: process.env["PATH"],
      HOME: scratch,
      TZ: "Asia/Kolkata",
      ...accountEnvironment(simulator),
    };
    const id = world.clusters[0]?.id ?? world.instances[0]?.id ?? "";
    const times = world.instances.flatMap(({ logs }) => logs.map((log) => log.lastWritten));
    const lastMs = Math.max(...times, ...world.events.map((event) => event.ms));
    const since = new Date(Math.min(...world.events.map((event) => event.ms), lastMs) - 3_600_000).toISOString();
    const until = new Date(lastMs + 60_000).toISOString();
    const apps = existsSync(join(copy, "apps")) ? ["--app-logs", join(copy, "apps")] : [];
    const out = join(scratch, "served.json");
    const target = join(scratch, "case");
    const args = [
      "analyze",
      "--cluster",
      id,
      "--since",
      since,
      "--until",
      until,
      "--case",
      target,
      "--json",
      out,
      ...apps,
    ];
    const [served] = [await run(args, env, scratch)];
    const plain = join(scratch, "folder.json");
    await run(["analyze", copy, "--json", plain], env, scratch);
    // What only AWS has (who is the writer now) may rightly add to the folder's evidence: with it both are the same.
    const alike = join(scratch, "alike.json");
    const added = DOCUMENTS.filter((name) => !existsSync(join(copy, name)) && existsSync(join(target, name)));
    for (const name of added) cpSync(join(target, name), join(copy, name));
    // When it was collected tells whether a call that is not in CloudTrail can still come.
    const { collectedAt } = JSON.parse(readFileSync(join(target, "manifest.json"), "utf8")) as { collectedAt: string };
    writeFileSync(join(copy, "manifest.json"), JSON.stringify({ collectedAt, files: {} }));
    await run(["analyze", copy, "--json", alike], env, scratch);
    for (const name of [...added, "manifest.json"]) rmSync(join(copy, name));
    if (!existsSync(out)) return { exit: served.code, stderr: served.stderr, verdict: "", differences: ["no report"] };
    const [a, b, c] = [out, alike, plain].map((file) => JSON.parse(readFileSync(file, "utf8")) as Record<string, Json>);
    const differences = [
      ...fileDifferences(copy, target),
      ...(a === undefined || b === undefined ? ["no report"] : reportDifferences(a, b)),
      ...verdictDifferences(a?.["verdict"] ?? null, c?.["verdict"] ?? null),
      ...writesIn(simulator.journal).map(({ action }) => `a call that writes: ${action}`),
    ];
    const verdict = JSON.stringify((a?.["verdict"] as { readonly class?: Json } | undefined)?.class ?? null);
    return { exit: served.code, stderr: served.stderr, verdict, differences };
  } finally {
    await simulator.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const DOCUMENTS = ["cluster.json", "metrics.json", "cloudtrail.json", "endpoints.json", "rds-events.json"];
const LEVELS = ["insufficient", "possible", "probable", "strong"];

function rank(verdict: Record<string, string | null> | undefined): number {
  return LEVELS.indexOf(verdict?.["level"] ?? "");
}

/** Of the folder without what only AWS has: the same class and cause, at most as sure. */
function verdictDifferences(served: Json, folder: Json): readonly string[] {
  const [a, b] = [served, folder] as readonly Record<string, string | null>[];
  const same = a?.["class"] === b?.["class"] && a?.["cause"] === b?.["cause"] && rank(a) >= rank(b);
  return same ? [] : [`verdict ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`];
}

function fileDifferences(folder: string, target: string): readonly string[] {
  return globSync(["instances/**/*", "apps/**/*"], { cwd: folder, withFileTypes: true })
    .filter((entryOf) => entryOf.isFile())
    .flatMap((file) => {
      const path = join(file.parentPath, file.name).slice(folder.length + 1);
      const there = join(target, path);
      if (!existsSync(there)) return [`${path} is not there`];
      return readFileSync(there).equals(readFileSync(join(folder, path))) ? [] : [`${path} has other bytes`];
    });
}

/** Parts of a report that do not depend on how its evidence came. */
const PARTS = ["verdict", "window", "incidents", "instances", "clients", "novel"] as const;
/** What more sources rightly change: what is missing, and what a supplied source says about itself. */
const ASIDE = new Set(["missing", "availableUntil", "coverage"]);

function reportDifferences(a: Record<string, Json>, b: Record<string, Json>): readonly string[] {
  const evidence = [a, b].map(citations);
  const [left, right] = [a, b].map((report, i) =>
    Object.fromEntries(PARTS.map((part) => [part, resolved(report[part] ?? null, evidence[i] ?? new Map())])),
  );
  return compare(left ?? null, right ?? null, "");
}

/** What a citation says, instead of its number. */
function citations(report: Record<string, Json>): ReadonlyMap<string, Json> {
  const list = (report["evidence"] ?? []) as readonly {
    readonly id: string;
    readonly source: { readonly file: string; readonly line: number };
    readonly text: string;
  }[];
  return new Map(list.map(({ id, source, text }) => [id, `${source.file}:${source.line} ${text}`]));
}

function resolved(node: Json, evidence: ReadonlyMap<string, Json>): Json {
  if (typeof node === "string") return evidence.get(node) ?? node;
  if (Array.isArray(node)) return node.map((child: Json) => resolved(child, evidence));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !ASIDE.has(key))
      .map(([key, child]) => [key, resolved(child, evidence)]),
  );
}

function compare(a: Json, b: Json, path: string): readonly string[] {
  if (Array.isArray(a) && Array.isArray(b)) {
    const length = Math.max(a.length, b.length);
    return Array.from({ length }, (_, i) =>
      compare((a[i] as Json) ?? null, (b[i] as Json) ?? null, `${path}[${i}]`),
    ).flat();
  }
  if (a !== null && b !== null && typeof a === "object" && typeof b === "object") {
    const [left, right] = [a as Record<string, Json>, b as Record<string, Json>];
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    return keys.flatMap((key) => compare(left[key] ?? null, right[key] ?? null, `${path}.${key}`));
  }
  return a === b ? [] : [`${path}: ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`];
}
