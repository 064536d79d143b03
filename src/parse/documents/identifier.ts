/** Letters, digits and single hyphens, a letter first (RDS's rule for instances and clusters), 63 characters. */
const identifier = /^[a-z](?:-?[a-z0-9]){0,62}$/;

/**
 * An RDS identifier, out of an ARN too (`arn:aws:rds:us-east-1:123456789012:db:aurora-1`), in lower case as RDS stores
 * it. Null when the text is no identifier.
 */
export function identifierOf(text: string | null): string | null {
  const id = (text?.startsWith("arn:") === true ? (text.split(":")[6] ?? "") : (text ?? "")).trim().toLowerCase();
  return identifier.test(id) ? id : null;
}

/** What an RDS ARN names: `db`, `cluster`, …; null when the text is no ARN. */
export function arnType(text: string | null): string | null {
  return text?.startsWith("arn:") === true ? (text.split(":")[5] ?? null) : null;
}

// Outside of China `<id>.<hash>.<region>.rds.amazonaws.com`, there `<id>.<hash>.rds.<region>.amazonaws.com.cn`.
const host =
  /^([a-z](?:-?[a-z0-9]){0,62})\.(cluster-(?:(?:ro|custom)-)?)?[a-z0-9]+\.(?:[a-z0-9-]+\.rds|rds\.[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** A name below `rds.amazonaws.com`: whose it is, and which kind of endpoint; null when it is none. */
export function rdsHost(
  text: string | null,
): { readonly id: string; readonly kind: "writer" | "reader" | "custom" | "instance" } | null {
  const found = host.exec((text ?? "").trim().toLowerCase().replace(/\.$/, "").replace(/:\d+$/, ""));
  if (found?.[1] === undefined) return null;
  const mark = found[2] ?? "";
  const kind = mark === "" ? "instance" : mark === "cluster-" ? "writer" : mark === "cluster-ro-" ? "reader" : "custom";
  return { id: found[1], kind };
}
