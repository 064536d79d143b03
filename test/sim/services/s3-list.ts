import { SimError, type SimAnswer, type SimRequest } from "../service.ts";
import { etag, lastModifiedMs } from "./s3-object.ts";
import { xmlAnswer, xmlDocument, type XmlNode } from "./s3-xml.ts";
import { openToken, sealToken } from "./token.ts";

/**
 * ListObjectsV2: keys in the order of their UTF-8 bytes, at most 1,000 a page (a greater `max-keys` is cut to that, as
 * S3 does). With `delimiter` a common prefix counts as one key.
 */
export function listAnswer(request: SimRequest, name: string, bucket: ReadonlyMap<string, Buffer>): SimAnswer {
  const { query } = request;
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const startAfter = query.get("start-after") ?? "";
  const maxKeys = Math.min(1000, wholeNumber(query.get("max-keys") ?? "1000"));
  const encode = encoder(query.get("encoding-type"));

  const about = ["ListObjectsV2", name, prefix, delimiter, startAfter];
  const token = query.get("continuation-token");
  const position = token === null ? [0] : openToken(about, token);
  if (position === null) throw invalid("The continuation token provided is incorrect");
  const entries = rolledUp(bucket, prefix, delimiter, startAfter);
  const [start = 0] = position;
  const end = start + maxKeys;
  const page = entries.slice(start, end);
  const truncated = end < entries.length && maxKeys > 0;

  const nodes: XmlNode[] = [
    ["Name", name],
    ["Prefix", encode(prefix)],
    ["ContinuationToken", token ?? undefined],
    ["NextContinuationToken", truncated ? sealToken(about, [end]) : undefined],
    ["StartAfter", startAfter === "" ? undefined : encode(startAfter)],
    ["KeyCount", page.length],
    ["MaxKeys", maxKeys],
    ["Delimiter", delimiter === "" ? undefined : encode(delimiter)],
    ["EncodingType", query.get("encoding-type") ?? undefined],
    ["IsTruncated", truncated],
    ...page.map(({ key, bytes }): XmlNode =>
      bytes === null ? ["CommonPrefixes", [["Prefix", encode(key)]]] : ["Contents", contents(encode(key), bytes)],
    ),
  ];
  return xmlAnswer(200, xmlDocument("ListBucketResult", nodes));
}

interface Entry {
  readonly key: string;
  /** Null for a common prefix. */
  readonly bytes: Buffer | null;
}

function rolledUp(bucket: ReadonlyMap<string, Buffer>, prefix: string, delimiter: string, startAfter: string): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [key, bytes] of [...bucket].sort(([a], [b]) => byBytes(a, b))) {
    if (!key.startsWith(prefix) || (startAfter !== "" && byBytes(key, startAfter) <= 0)) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? { key, bytes } : { key: key.slice(0, cut + delimiter.length), bytes: null };
    entries.set(entry.key, entry);
  }
  return [...entries.values()];
}

function contents(key: string, bytes: Buffer): readonly XmlNode[] {
  return [
    ["Key", key],
    ["LastModified", new Date(lastModifiedMs).toISOString()],
    ["ETag", etag(bytes)],
    ["Size", bytes.length],
    ["StorageClass", "STANDARD"],
  ];
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw invalid("Provided max-keys not an integer or within integer range");
  return Number(text);
}

/** `encoding-type=url` is form encoding (a blank is `+`) that leaves slashes. */
function encoder(type: string | null): (text: string) => string {
  if (type === null) return (text) => text;
  if (type !== "url") throw invalid("Invalid Encoding Method specified in Request");
  return (text) => encodeURIComponent(text).replaceAll("%20", "+").replaceAll("%2F", "/");
}

function invalid(message: string): SimError {
  return new SimError("InvalidArgument", message, 400);
}
