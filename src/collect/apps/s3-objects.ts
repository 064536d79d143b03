import type { CallFailure, OutputOf } from "../calls.ts";
import { isTooManyPages, pages } from "../pages.ts";
import type { Gathering } from "./gathering.ts";
import { serviceOf } from "./service-name.ts";

/** A listing gives 1,000 keys a page; who has more below a prefix can say which day is meant. */
export const MAX_PAGES = 200;

/** An object as a listing describes it. */
export interface LogObject {
  readonly key: string;
  readonly bytes: number;
  /** Epoch ms. */
  readonly modifiedMs: number;
  readonly etag: string;
}

/** What a prefix holds. */
export interface Listed {
  readonly objects: readonly LogObject[];
  /** Objects last written before what is asked for. */
  readonly older: number;
  readonly failure: CallFailure | null;
  readonly cut: boolean;
}

/** All objects below a prefix that were last written at `sinceMs` or later. */
export async function listObjects(
  { context }: Gathering,
  bucket: string,
  prefix: string,
  sinceMs: number,
): Promise<Listed> {
  const objects: LogObject[] = [];
  let older = 0;
  const end = (failure: CallFailure | null, cut = false): Listed => ({ objects, older, failure, cut });
  const input = { Bucket: bucket, Prefix: prefix };
  const listing = pages(context.aws, "ListObjectsV2", input, `s3://${bucket}/${prefix}`, { maxPages: MAX_PAGES });
  for await (const page of listing) {
    if (!page.ok) return isTooManyPages(page.failure) ? end(null, true) : end(page.failure);
    for (const object of objectsOf(page.value)) {
      if (object.modifiedMs >= sinceMs) objects.push(object);
      else older++;
    }
    if (page.value.IsTruncated !== true) break;
  }
  return end(null);
}

function objectsOf({ Contents = [] }: OutputOf<"ListObjectsV2">): readonly LogObject[] {
  return Contents.flatMap(({ Key: key = "", Size: bytes = 0, LastModified, ETag: etag = "" }) =>
    // Keys that end with / are folders somebody made in the console.
    key === "" || key.endsWith("/") || bytes === 0
      ? []
      : [{ key, bytes, modifiedMs: LastModified?.getTime() ?? Number.POSITIVE_INFINITY, etag }],
  );
}

/**
 * `[service, file]` of a key: the folder below the prefix names the service unless one was given, the folders between
 * go into the file's name, for a case has no deep folders.
 */
export function namesOfKey(
  key: string,
  prefix: string,
  bucket: string,
  service: string | null,
  services: readonly string[],
): readonly [string, string] {
  const base = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const below = key
    .slice(base.length)
    .split("/")
    .filter((part) => part !== "");
  const file = below.at(-1) ?? key;
  const folders = below.slice(0, -1);
  const [first] = folders;
  if (service !== null) return [service, [...folders, file].join("-")];
  if (first !== undefined && !isDate(first)) return [first, [...folders.slice(1), file].join("-")];
  const above = base.split("/").findLast((part) => part !== "" && !isDate(part));
  return [serviceOf(above ?? bucket, services), [...folders, file].join("-")];
}

/** `2026`, `11`, `2026-11-21`, `hour=19`: partitions by time name no service. */
function isDate(name: string): boolean {
  return /^(?:[a-z]+=)?\d{1,4}(?:-\d\d){0,2}$/.test(name);
}
