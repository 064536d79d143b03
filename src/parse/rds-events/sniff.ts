const told: readonly (readonly [mark: RegExp, why: string])[] = [
  [
    /"EventCategories\\?"\s*:|"SourceType\\?"\s*:\s*\\?"(?:db-|blue-green)/,
    "events as aws rds describe-events prints them",
  ],
  [/\\?"detail-type\\?"\s*:\s*\\?"RDS |\\?"source\\?"\s*:\s*\\?"aws\.rds\\?"/, "events as EventBridge delivers them"],
  [/\\?"Event Message\\?"\s*:|\\?"Event Source\\?"\s*:\s*\\?"db-/, "events as SNS delivers them"],
  [/\\?"Event ?ID\\?"\s*:\s*\\?"[^"]*RDS-EVENT-\d/, "ids of RDS events in it"],
];

/**
 * Whether a file holds RDS events, from its beginning and its name.
 *
 * @param head the first bytes of the decoded file
 * @returns what told, or null
 */
export function sniffRdsEvents(head: Uint8Array, path: string): { readonly why: string } | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  const opening = /^(?:\u00ef\u00bb\u00bf)?\s*[[{]/.exec(text);
  if (opening === null) return null;
  // CloudTrail names the same API and application logs may hold one event in a message: neither begins so.
  if (/"event(?:Source|Name)"\s*:/.test(text)) return null;
  for (const [mark, why] of told) if (mark.test(text)) return { why };
  if (/^\s*\{\s*"Events"\s*:\s*\[\s*\]/.test(text)) return { why: "an empty page of aws rds describe-events" };
  const named = /(?:^|\/)rds[-_.]?events?[^/]*\.(?:json|jsonl|ndjson)(?:\.(?:gz|zst))?$/i.test(path);
  return named ? { why: "the name of the file" } : null;
}
