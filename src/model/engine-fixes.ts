/**
 * Aurora PostgreSQL's releases that mend "an old writer instance may not step down after a new writer is promoted and
 * continues to write": line → first patch release (DOMAIN §5.9, from AWS's release notes of aurorapostgresql-updates).
 */
const fixedIn: ReadonlyMap<string, string> = new Map([
  ["17.5", "17.5.3"],
  ["16.9", "16.9.3"],
  ["15.13", "15.13.3"],
  ["14.18", "14.18.3"],
  ["13.21", "13.21.3"],
  ["17.4", "17.4.4"],
  ["16.8", "16.8.4"],
  ["15.12", "15.12.4"],
  ["14.17", "14.17.4"],
  ["13.20", "13.20.4"],
  ["16.6", "16.6.6"],
  ["15.10", "15.10.6"],
  ["14.15", "14.15.6"],
  ["13.18", "13.18.6"],
  ["12.22", "12.22.6"],
  ["16.4", "16.4.6"],
  ["15.8", "15.8.6"],
  ["14.13", "14.13.6"],
  ["13.16", "13.16.6"],
  ["12.9", "12.9.18"],
  ["11.21", "11.21.12"],
  ["11.9", "11.9.18"],
]);

/** The first lines released after the fix; AWS's notes do not list it for them separately. */
const laterFrom: ReadonlyMap<number, number> = new Map([
  [17, 6],
  [16, 10],
  [15, 14],
  [14, 19],
  [13, 22],
]);

/** What is known of a version and the old-writer defect. */
export type FixState =
  | { readonly state: "fixed"; readonly first: string }
  | { readonly state: "open"; readonly first: string | null }
  /** The API names no patch release: `SELECT aurora_version()` does. */
  | { readonly state: "patch-unknown"; readonly first: string }
  /** Released after the fix; presumably included, which AWS does not say [inferred]. */
  | { readonly state: "presumed" }
  | { readonly state: "unknown" };

/**
 * Whether an Aurora PostgreSQL version has the fix of the old-writer defect.
 *
 * @param version as DescribeDBClusters gives it (`16.4`), or as `aurora_version()` does (`16.4.6`)
 */
export function oldWriterFix(version: string): FixState {
  const found = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?$/.exec(version.trim());
  if (found === null) return { state: "unknown" };
  const [, major = "", minor = "", patch] = found;
  const first = fixedIn.get(`${major}.${minor}`);
  if (first !== undefined) {
    if (patch === undefined) return { state: "patch-unknown", first };
    return { state: Number(patch) >= Number(first.split(".")[2]) ? "fixed" : "open", first };
  }
  const later = laterFrom.get(Number(major));
  if (Number(major) > 17 || (later !== undefined && Number(minor) >= later)) return { state: "presumed" };
  return { state: "open", first: null };
}

/**
 * First minor release by major with the fix of "a race condition that could prevents failovers from completing to
 * intended failover target" (DOMAIN §5.9, 2026-04-06). That it is the one behind reversed failovers is inferred.
 */
const intendedTargetFrom: ReadonlyMap<number, number> = new Map([
  [17, 9],
  [16, 13],
  [15, 17],
  [14, 22],
]);

/** The highest line of a major that AWS lists as mended: an upgrade to it is the smallest sure step. */
const surest: ReadonlyMap<number, string> = new Map([
  [17, "17.5"],
  [16, "16.9"],
  [15, "15.13"],
  [14, "14.18"],
  [13, "13.21"],
  [12, "12.22"],
  [11, "11.21"],
]);

/** The line to upgrade to within the major version; null where none is listed. */
export function fixedLine(version: string): string | null {
  return surest.get(Number(version.split(".")[0])) ?? null;
}

/** Whether an Aurora PostgreSQL version has the fix of failovers that do not reach their target. */
export function intendedTargetFix(version: string): FixState {
  const found = /^(\d{1,3})\.(\d{1,3})(?:\.\d{1,4})?$/.exec(version.trim());
  if (found === null) return { state: "unknown" };
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const from = intendedTargetFrom.get(major);
  if (from !== undefined)
    return minor >= from ? { state: "fixed", first: `${major}.${from}` } : { state: "open", first: `${major}.${from}` };
  return major > 17 ? { state: "presumed" } : { state: "open", first: null };
}
