import type { SimRequest } from "../service.ts";
import { SimError } from "../service.ts";

/** What a request of S3 is about; `key` is empty for the bucket itself. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Bucket and key, path-style (`/bucket/key`) or virtual-host (`bucket.s3.region.amazonaws.com`, `bucket.s3.localhost`).
 *
 * @throws {SimError} InvalidURI when the path is not percent-encoded UTF-8
 */
export function s3Address(request: Omit<SimRequest, "action">): S3Address {
  const host = (request.headers["host"] ?? "").replace(/:\d+$/, "");
  const virtual = /^(.+)\.s3[.-]/.exec(host)?.[1];
  const path = decode(request.path.replace(/^\//, ""));
  if (virtual !== undefined) return { bucket: virtual, key: path };
  const slash = path.indexOf("/");
  return slash < 0 ? { bucket: path, key: "" } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new SimError("InvalidURI", "Couldn't parse the specified URI.", 400);
  }
}
