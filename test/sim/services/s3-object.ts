import { createHash } from "node:crypto";
import { SimError, type SimAnswer, type SimRequest } from "../service.ts";

/** The ETag of an object that was put in one part: the MD5 of its bytes, in quotes. */
export function etag(bytes: Buffer): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}

/** The world keeps no times of objects. Epoch ms; whole seconds, as `Last-Modified` is. */
export const lastModifiedMs = Date.UTC(2026, 10, 21, 0, 0, 0);

/**
 * The object, or one range of it. Conditions are checked before the range (RFC 9110).
 *
 * @throws {SimError} PreconditionFailed 412, InvalidRange 416
 */
export function objectAnswer(request: SimRequest, bytes: Buffer): SimAnswer {
  const tag = etag(bytes);
  const ifMatch = request.headers["if-match"];
  if (ifMatch !== undefined && !matches(ifMatch, tag)) {
    throw new SimError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  const headers = {
    "content-type": "binary/octet-stream",
    "accept-ranges": "bytes",
    etag: tag,
    "last-modified": new Date(lastModifiedMs).toUTCString(),
  };
  const ifNoneMatch = request.headers["if-none-match"];
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, tag)) {
    return { status: 304, headers, body: Buffer.alloc(0) };
  }
  const range = byteRange(request.headers["range"], bytes.length);
  if (range === null) return { status: 200, headers, body: bytes };
  const [first, last] = range;
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${first}-${last}/${bytes.length}` },
    body: bytes.subarray(first, last + 1),
  };
}

function matches(condition: string, tag: string): boolean {
  return condition
    .split(",")
    .some((each) => each.trim() === "*" || each.trim().replaceAll('"', "") === tag.slice(1, -1));
}

/** First and last byte, or null for the whole: without a range, or with one that is not understood (RFC 9110 §14.2). */
function byteRange(range: string | undefined, length: number): readonly [number, number] | null {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") return null;
  if (from !== "" && to !== "" && Number(from) > Number(to)) return null;
  const first = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
  if (first > last) throw new SimError("InvalidRange", "The requested range is not satisfiable", 416);
  return [first, last];
}
