import type { CaseStore } from "../case-store.ts";
import { casePath } from "../store/index.ts";
import type { Listing } from "./listing.ts";

/**
 * Saves the answers of a listing as they came: what RDS declared, and when, is evidence of its own.
 *
 * @param round from 1 in each run; a later run replaces the listings of an earlier one
 */
export async function keepListing(store: CaseStore, listing: Listing, round: number): Promise<void> {
  const { instance, pages } = listing;
  const answers = pages.flatMap((facts) => (facts.raw === null ? [] : [{ facts, raw: facts.raw }]));
  if (answers.length === 0) return; // what an earlier run has stays
  await store.unit(`log listing ${instance} ${round}`, "listing", async (unit) => {
    for (const [index, { facts, raw }] of answers.entries()) {
      const name = `${instance}${round === 1 ? "" : `.round-${round}`}.${index + 1}.xml`;
      const sink = await unit.create(casePath("raw", "describe-db-log-files", name));
      await sink.write(raw);
      await sink.commit({
        declaredSize: null,
        growing: false,
        origin: { call: "rds:DescribeDBLogFiles", parameters: { DBInstanceIdentifier: instance, page: index + 1 } },
        acquired: {
          from: new Date(facts.fromMs).toISOString(),
          to: new Date(facts.toMs).toISOString(),
          requestIds: facts.requestId === null ? [] : [facts.requestId],
          attempts: facts.attempts,
        },
      });
    }
    return "again";
  });
}
