import type { CollectContext } from "../context.ts";
import type { FetchedLog } from "./fetch-log.ts";
import type { Listing } from "./listing.ts";
import { fileSubject, rotatedAwayEntry } from "./log-entries.ts";

/**
 * A file that an earlier run left as still growing and that this run did not look at will never be fetched again: RDS
 * has removed it, or nothing in it is of the window any more. It must not be pending for ever.
 */
export async function endPending(
  { store, target }: CollectContext,
  instance: string,
  listing: Listing,
  fetched: ReadonlyMap<string, FetchedLog>,
): Promise<void> {
  const pending = new Set(store.entries().flatMap(({ code, subject }) => (code === "GROWING" ? [subject] : [])));
  const names = store.files().flatMap(({ path, origin: { parameters } }) => {
    const name = parameters["LogFileName"];
    const own = parameters["DBInstanceIdentifier"] === instance && typeof name === "string" && !path.startsWith("raw/");
    return own && !fetched.has(name) && pending.has(fileSubject(instance, name)) ? [name] : [];
  });
  for (const name of new Set(names)) {
    await store.unit(`log ${instance} ${name}`, "ended", (unit) => {
      for (const file of unit.former?.files ?? []) unit.keep(file.path);
      for (const entry of unit.former?.entries ?? []) if (entry.code !== "GROWING") unit.note(entry);
      const there = listing.files.some((file) => file.name === name);
      const bytes = Math.max(0, ...(unit.former?.files ?? []).map((file) => file.bytes));
      if (!there) unit.note(rotatedAwayEntry(fileSubject(instance, name), null, bytes, target));
      return Promise.resolve("final");
    });
  }
}
