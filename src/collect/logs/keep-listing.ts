import { createHash } from "node:crypto";
import { acquiredBy } from "../acquired.ts";
import type { CaseStore } from "../case-store.ts";
import { casePath } from "../store/index.ts";
import type { Listing } from "./listing.ts";

/**
 * Saves the answers of a listing as they came: what RDS declared, and when, is evidence of its own. They are named by
 * what they list: a listing that says the same as one before is not saved again, one that says something else lies
 * beside it.
 *
 * @param saved what this run saved of the instance; changed here
 */
export async function keepListing(store: CaseStore, listing: Listing, saved: Set<string>): Promise<void> {
  const { instance, pages } = listing;
  const answers = pages.flatMap((facts) => (facts.raw === null ? [] : [{ facts, raw: facts.raw }]));
  const content = contentOf(listing);
  if (answers.length === 0 || saved.has(content)) return;
  saved.add(content);
  const mark = content.slice(0, 8);
  await store.unit(`log listing ${instance} ${mark}`, content, async (unit) => {
    for (const [index, { facts, raw }] of answers.entries()) {
      const name = `${instance}.${mark}.${index + 1}.xml`;
      const sink = await unit.create(casePath("raw", "describe-db-log-files", name));
      await sink.write(raw);
      await sink.commit({
        declaredSize: null,
        growing: false,
        origin: { call: "rds:DescribeDBLogFiles", parameters: { DBInstanceIdentifier: instance, page: index + 1 } },
        acquired: acquiredBy([facts]),
      });
    }
    return "final";
  });
}

/** sha256 of names, sizes and times, hex: the answers themselves have a request id, no two are the same. */
function contentOf({ files }: Listing): string {
  const listed = files.map(({ name, sizeBytes, lastWrittenMs }) => [name, sizeBytes, lastWrittenMs]);
  return createHash("sha256").update(JSON.stringify(listed)).digest("hex");
}
