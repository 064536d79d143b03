import type { SourceKind } from "../model/index.ts";
import { clientFromApps } from "./client-name.ts";
import { instanceFromFileName, instanceFromFolder } from "./instance-name.ts";

/** What the path and the name alone say. */
export interface PathKind {
  /** Null: the content has to tell. */
  readonly kind: SourceKind | null;
  readonly from: "path" | "name";
  readonly instance: string | null;
  readonly instanceFrom: "path" | "name";
  readonly client: string | null;
}

/** Files of the case folder, by base name. `label.json` and the like are none of them. */
const caseFiles: Readonly<Record<string, SourceKind>> = {
  "rds-events.json": "rds-events",
  "cluster.json": "cluster",
  "cloudtrail.json": "cloudtrail",
  "metrics.json": "metrics",
  "endpoints.json": "endpoints",
  "case.yaml": "case",
  "case.yml": "case",
};

/** What `collect` keeps beside the evidence that is read: answers as they came, settings, counts. */
const keptFiles =
  /^(?:raw\/(?:describe-[\w-]+|portions)\/.+\.xml|cloudwatch\/witness\.json|parameters\.json|performance-insights\.json|proxies\.json)$/;

/** @param below path below the given folder */
export function isKept(below: string): boolean {
  return keptFiles.test(segmentsOf(below).join("/"));
}

/** Without the suffix of a compression: whether it is compressed its bytes tell. */
export function withoutCompression(name: string): string {
  return name.replace(/\.(?:gz|gzip|zst|zstd)$/i, "");
}

/**
 * `postgresql.log.2026-11-21-1911.csv`, `postgres.log`, `error_postgresql.log…`, `orders-1-postgresql.log…`,
 * `postgresql-2026-11-21_191100.log` (community default).
 */
const postgresName = /(?:^|[-_.])postgres(?:ql)?(?:\.log(?:[-_.].*)?|-\d{4}-\d\d-\d\d[^/]*\.(?:log|csv|json))$/i;

/** In an instance's folder only text that may be anything has to show its content. */
const anything = /\.(?:json|jsonl|ya?ml|md|txt|html?)$/i;

function serverKind(name: string): SourceKind | null {
  return postgresName.test(name) || !anything.test(name) ? "postgresql" : null;
}

function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((s) => s !== "" && s !== "." && s !== "..");
}

/** What lies below the last folder of that name: at least a folder and a file, at most `depth` names. */
function under(segments: readonly string[], folder: string, depth: number): readonly string[] | null {
  const at = segments.lastIndexOf(folder);
  const rest = segments.slice(at + 1);
  return at >= 0 && rest.length >= 2 && rest.length <= depth ? rest : null;
}

/**
 * Inside a given folder, `instances/<id>/` and `apps/<service>/` say what a file is. Above it they are only a hint of
 * whose it is: `/home/me/apps/incident` holds whatever it holds.
 *
 * @param above path of the given folder, or of a loose file's folder
 * @param below path below it
 */
export function pathKind(above: string, below: string): PathKind {
  const outside = segmentsOf(above);
  const own = segmentsOf(below);
  const all = [...outside, ...own];
  // `case/*` gives the folders `case/apps` and `case/instances` themselves.
  const inside = /^(?:apps|instances)$/.test(outside.at(-1) ?? "") ? all.slice(outside.length - 1) : own;
  const name = withoutCompression(own.at(-1) ?? "");
  const nothing = { instance: null, instanceFrom: "path", client: null } as const;

  if (isKept(below)) return { ...nothing, kind: "kept", from: "path" };
  if (own[0] === "enhanced-monitoring" && /\.jsonl$/i.test(name))
    return { ...nothing, kind: "os-metrics", from: "path" };
  if (own[0] === "kubernetes" && /-(?:pods|events)\.json$/.test(name))
    return { ...nothing, kind: "kubernetes", from: "path" };
  const ofInstance = under(inside, "instances", 3); // instances/<id>/error/postgres.log
  if (ofInstance !== null) {
    const kind = caseFiles[name.toLowerCase()] ?? serverKind(name); // instances/<id>/metrics.json
    return { ...nothing, kind, from: "path", instance: ofInstance[0] ?? null };
  }
  const ofApp = under(inside, "apps", 4);
  if (ofApp !== null) return { ...nothing, kind: "application", from: "path", client: clientFromApps(ofApp) };

  const known = caseFiles[name.toLowerCase()];
  if (known !== undefined) return { ...nothing, kind: known, from: own.length === 1 ? "path" : "name" };
  if (/^metrics$/i.test(own.at(-2) ?? "") && /\.jsonl?$/i.test(name))
    return { ...nothing, kind: "metrics", from: "path" };
  if (own.length === 1 && name === "manifest.json") return { ...nothing, kind: "manifest", from: "path" };

  const fromName = instanceFromFileName(name);
  const instance = fromName ?? under(all, "instances", 3)?.[0] ?? instanceFromFolder(all.slice(0, -1));
  const instanceFrom = fromName === null ? "path" : "name";
  const app = under(all, "apps", 2);
  const client = app === null ? null : clientFromApps(app);
  return { kind: postgresName.test(name) ? "postgresql" : null, from: "name", instance, instanceFrom, client };
}
