/** The canonical request: what both sides hash. */
import type { Presented } from "./sigv4-authorization.ts";
import type { WireRequest } from "./sigv4.ts";

/** The text of "Task 1: create a canonical request" of AWS's guide. */
export function canonicalRequest(request: WireRequest, presented: Presented, bodyHash: string): string {
  const [path, query] = splitOnce(request.target, "?");
  const headers = presented.signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? "").trim().replaceAll(/\s+/g, " ")}\n`,
  );
  return [
    request.method,
    presented.service === "s3" ? escapePath(decode(path)) : escapePath(withoutDots(path)),
    canonicalQuery(query),
    headers.join(""),
    presented.signedHeaders.join(";"),
    bodyHash,
  ].join("\n");
}

/** S3 signs the path encoded once, every other service the path as sent, encoded a second time. */
function escapePath(path: string): string {
  return path.split("/").map(escape).join("/");
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "." && part !== "") kept.push(part);
  }
  const end = path.endsWith("/") && kept.length > 0 ? "/" : "";
  return `/${kept.join("/")}${end}`;
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => splitOnce(pair, "="))
    .map(([name, value]) => [escape(decode(plus(name))), escape(decode(plus(value)))] as const)
    .filter(([name]) => name !== "X-Amz-Signature");
  const text = pairs.map(([name, value]) => `${name}=${value}`);
  // By name first: "a=1" sorts after "a-b=1" as whole text, but "a" sorts before "a-b".
  const order = pairs
    .map((_, index) => index)
    .sort((a, b) => compare(pairs[a]?.[0], pairs[b]?.[0]) || compare(text[a], text[b]));
  return order.map((index) => text[index]).join("&");
}

function compare(a = "", b = ""): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function plus(text: string): string {
  return text.replaceAll("+", "%20");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function escape(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
