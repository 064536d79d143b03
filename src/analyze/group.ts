import type { Problem, SourceFile } from "../model/index.ts";

/** Server logs of one instance, in the order they are read. */
export interface InstanceFiles {
  readonly instance: string;
  readonly files: readonly SourceFile[];
  /** The name was made up: no path, name or content tells the instance. */
  readonly unnamed: boolean;
}

/**
 * Groups server logs by instance. Files at paths that name none are one instance when their names differ only in a
 * date (rotated files of one folder), else one each; the report says so.
 */
export function groupByInstance(files: readonly SourceFile[]): {
  instances: readonly InstanceFiles[];
  problems: readonly Problem[];
} {
  const groups = new Map<string, { files: SourceFile[]; unnamed: boolean }>();
  for (const file of files) {
    const name = file.instance ?? unnamedKey(file.path);
    const group = groups.get(name) ?? { files: [], unnamed: file.instance === null };
    groups.set(name, group);
    group.files.push(file);
  }
  const instances = [...groups].map(([instance, group]): InstanceFiles => ({ instance, ...group }));
  instances.sort((a, b) => (a.instance < b.instance ? -1 : 1));
  const unnamed = instances.filter((each) => each.unnamed);
  const problems = unnamed.map((each): Problem => ({
    kind: "unknown-instance",
    files: each.files.map((file) => file.path),
    reason: `no path names the instance; called "${each.instance}" here. Put each instance's logs into instances/<instance-id>/`,
  }));
  return { instances, problems };
}

/** The folder for files with RDS's own names, else the file's name without extensions and date. */
function unnamedKey(path: string): string {
  const parts = path.split("/");
  const name = parts.pop() ?? path;
  const folder = parts.at(-1) ?? "";
  if (/^(?:error[_.-])?postgres(?:ql)?\.log/.test(name))
    return folder === "" || folder === "error" ? "unnamed" : folder;
  const stem = name
    .replace(/(?:\.(?:gz|zst|csv|json|log|txt))+$/i, "")
    .replace(/[-_.]?\d{4}-\d\d-\d\d(?:[-T_.]\d+)*$/, "");
  return stem === "" ? "unnamed" : stem;
}
