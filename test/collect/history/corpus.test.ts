import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { gatherRdsEvents } from "../../../src/collect/history/rds-events.ts";
import { gatherSnapshot } from "../../../src/collect/history/snapshots.ts";
import { parseCluster } from "../../../src/parse/documents/cluster.ts";
import { parseRdsEvents } from "../../../src/parse/rds-events.ts";
import { worldFromCase } from "../../sim/case-world.ts";
import { withAccount } from "./account.ts";

const fixture = fileURLToPath(new URL("../../../fixtures/reversed-failover", import.meta.url));

test("an incident's events come out of an account as they went in", async () => {
  const path = `${fixture}/rds-events.json`;
  expect(existsSync(path)).toBe(true);
  const wanted = parseRdsEvents(readFileSync(path), "rds-events.json").events;
  const world = worldFromCase(fixture);
  const [cluster] = world.clusters;
  const times = wanted.map(({ time }) => time / 1000);
  const window = { sinceMs: Math.min(...times) - 60_000, untilMs: Math.max(...times) + 60_000 };
  await withAccount(world, async ({ run, read }) => {
    const { entries } = await run(
      window,
      async (context) => {
        await gatherSnapshot(context);
        return gatherRdsEvents(context, { proxies: [], members: [] });
      },
      cluster?.id,
    );
    const got = parseRdsEvents(await read("rds-events.json"), "rds-events.json");
    expect(got.problems).toEqual([]);
    const told = (events: typeof wanted): readonly string[] =>
      events.map(({ time, sourceIdentifier: id, message }) => `${Math.floor(time / 1000)} ${id} ${message}`).sort();
    expect(told(got.events)).toEqual(told(wanted));
    expect(entries.map(({ state }) => state)).toEqual(["complete", "complete"]);
    expect(parseCluster(await read("cluster.json"), "cluster.json").problems).toEqual([]);
  });
});
