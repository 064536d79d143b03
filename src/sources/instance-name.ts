/**
 * Names that say which server without doubt: `aurora-1`, `orders-prod-instance-2-eu-west-1a`, `billing-db-writer`.
 * A folder called `copy-2` or `monday` names nothing: two copies of one log must not become two instances.
 */
const certain =
  /^(?=[a-z])[a-z0-9-]*?(?:(?:instance|aurora|db|database|rds|pg|postgres|postgresql|node|writer|reader|primary|replica|master|standby)-?\d{1,3}[a-z]?(?:-[a-z]{2}-[a-z]+-\d[a-z])?|-(?:writer|reader|primary|replica))$/i;

/** Folders that may lie between an instance's folder and its files. */
const passThrough = new Set(["error", "logs", "log", "postgresql", "pg_log"]);

/** Words before `postgresql.log` that name no instance, with or without a number. */
const generic =
  /^(?:error|errors|log|logs|rds|aws|aurora|postgres|postgresql|pg|db|database|server|prod|production|staging|stage|test|dev|incident|latest|last|old|new|copy|backup|bak|tmp|temp|orig|original|full|partial|filtered|download|downloaded|export|part|file|csv|json|stderr|before|after|first|second|left|right|my|the|your|[a-z]|\d{4}-\d\d-\d\d.*)[-_]?\d*$/i;

/** RDS identifiers: letters, digits and single hyphens, a letter first, 63 characters. */
const identifier = /^[a-z](?:-?[a-z0-9]){0,62}$/i;

/** The nearest folder that names an instance, null when none does. */
export function instanceFromFolder(folders: readonly string[]): string | null {
  const rest = [...folders];
  while (rest.length > 0 && passThrough.has(rest.at(-1) ?? "")) rest.pop();
  const folder = rest.at(-1) ?? "";
  return certain.test(folder) ? folder : streamInstance(folder);
}

/** A CloudWatch stream is called `<instance>.0`; split at the last dot. */
function streamInstance(name: string): string | null {
  const at = name.lastIndexOf(".");
  const id = name.slice(0, at);
  return at > 0 && /^\d{1,3}$/.test(name.slice(at + 1)) && identifier.test(id) && id.includes("-") ? id : null;
}

/** `<instance>-postgresql.log…` (RDS downloads), `<instance>.0` (CloudWatch stream), `aurora-1.log`; else null. */
export function instanceFromFileName(name: string): string | null {
  const download = /^(.+?)[-_.](?:error[-_.])?postgres(?:ql)?(?:\.log|-\d{4}-)/i.exec(name)?.[1];
  if (download !== undefined) {
    const named = certain.test(download) || !generic.test(download);
    return named && identifier.test(download) ? download : null;
  }
  const stem = name.replace(/\.(?:log|csv|json|jsonl|txt)$/i, "");
  return streamInstance(stem) ?? (certain.test(stem) ? stem : null);
}
