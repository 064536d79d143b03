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

/** Files of the case folder, by base name. `label.json`, `endpoints.json` and the like are none of them. */
const caseFiles: Readonly<Record<string, SourceKind>> = {
  "rds-events.json": "rds-events",
  "cluster.json": "cluster",
  "cloudtrail.json": "cloudtrail",
  "metrics.json": "metrics",
  "case.yaml": "case",
  "case.yml": "case",
};

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

function below(segments: readonly string[], folder: string, maxDepth: number): readonly string[] | null {
  const at = segments.lastIndexOf(folder);
  const rest = segments.slice(at + 1);
  return at >= 0 && rest.length >= 2 && rest.length <= maxDepth ? rest : null;
}

function serverKind(name: string): SourceKind | null {
  if (postgresName.test(name)) return "postgresql";
  return anything.test(name) ? null : "postgresql";
}

/** @param hint `/`-separated path, the given folder's own name included. */
export function pathKind(hint: string, atTop: boolean): PathKind {
  const segments = hint.split("/").filter((s) => s !== "" && s !== "." && s !== "..");
  const name = withoutCompression(segments.at(-1) ?? "");
  const nothing = { instance: null, instanceFrom: "path", client: null } as const;

  const ofInstance = below(segments, "instances", 3); // instances/<id>/error/postgres.log
  if (ofInstance !== null) {
    return { ...nothing, kind: serverKind(name), from: "path", instance: ofInstance[0] ?? null };
  }
  const ofApp = below(segments, "apps", 4);
  if (ofApp !== null) return { ...nothing, kind: "application", from: "path", client: clientFromApps(ofApp) };

  const known = caseFiles[name.toLowerCase()];
  if (known !== undefined) return { ...nothing, kind: known, from: atTop ? "path" : "name" };
  if (atTop && name === "manifest.json") return { ...nothing, kind: "manifest", from: "path" };

  const fromName = instanceFromFileName(name);
  const instance = fromName ?? instanceFromFolder(segments.slice(0, -1));
  const instanceFrom = fromName === null ? "path" : "name";
  return { kind: postgresName.test(name) ? "postgresql" : null, from: "name", instance, instanceFrom, client: null };
}
