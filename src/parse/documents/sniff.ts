/** What a file beside the logs holds. */
type DocumentKind = "metrics" | "cluster" | "cloudtrail" | "endpoints" | "case";

/** Keys that only one kind of document has, unescaped: a log line that quotes one has them with backslashes. */
const told: readonly (readonly [kind: DocumentKind, mark: RegExp, why: string])[] = [
  ["cloudtrail", /"CloudTrailEvent"\s*:\s*"/, "events as aws cloudtrail lookup-events prints them"],
  ["cloudtrail", /"eventSource"\s*:\s*"[\w.-]{1,60}\.amazonaws\.com"/, "events of CloudTrail"],
  ["cloudtrail", /"logStreamName"\s*:[^]{0,400}\\"eventSource\\"/, "events of CloudTrail out of CloudWatch Logs"],
  ["metrics", /"MetricDataResults"\s*:\s*\[/, "metrics as aws cloudwatch get-metric-data prints them"],
  ["metrics", /"MetricDataQueries"\s*:\s*\[/, "queries of aws cloudwatch get-metric-data"],
  ["metrics", /"Datapoints"\s*:\s*\[/, "metrics as aws cloudwatch get-metric-statistics prints them"],
  ["cluster", /"DBClusterMembers"\s*:\s*\[/i, "a cluster as aws rds describe-db-clusters prints it"],
  ["cluster", /"DBClusters?"\s*:\s*[[{]/i, "a cluster as aws rds describe-db-clusters prints it"],
  ["cluster", /"DBInstances?"\s*:\s*[[{]/i, "instances as aws rds describe-db-instances prints them"],
  ["endpoints", /"DBClusterEndpoints"\s*:\s*\[/i, "endpoints as aws rds describe-db-cluster-endpoints prints them"],
  [
    "endpoints",
    /"cname"\s*:[^]{0,400}"ttl(?:[_-]?seconds)?"\s*:|"ttl(?:[_-]?seconds)?"\s*:[^]{0,400}"cname"\s*:/i,
    "names and how they resolved",
  ],
];

/** The first keys of a JSON line of an application: what else is in such a line it only quotes. */
const applicationLog = /"(?:level|severity|log\.level|levelname|msg|logger)"\s*:/;

const statement =
  /^(?:failovers?(?:[_ -]?(?:at|times?))?|controls?|control[_ -]?experiments?|writers[_ -]?(?:paused|stopped)|aws[_ -]?answers?)\s*:/im;

/**
 * Whether a file holds metrics, a cluster's description, CloudTrail's events, endpoints or statements of operators,
 * from its beginning and its name.
 *
 * @param head the first bytes of the decoded file
 * @returns the kind and what told it, or null
 */
export function sniffDocument(
  head: Uint8Array,
  path: string,
): { readonly kind: DocumentKind; readonly why: string } | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  if (!/^(?:\u00ef\u00bb\u00bf)?\s*[[{]/.test(text)) {
    const yaml = /\.ya?ml(?:\.(?:gz|zst))?$/i.test(path) && statement.test(text.slice(0, 8192));
    return yaml ? { kind: "case", why: "statements of operators in it" } : null;
  }
  if (applicationLog.test(text.slice(0, 400))) return null;
  for (const [kind, mark, why] of told) if (mark.test(text)) return { kind, why };
  const json = /"failovers?(?:_?at)?"\s*:|"controlExperiments"\s*:/i.test(text.slice(0, 8192));
  return json && /(?:^|\/)case[^/]*\.json$/i.test(path) ? { kind: "case", why: "statements of operators in it" } : null;
}
