import { describe, expect, test } from "vitest";
import { gatherRdsEvents } from "../../../src/collect/history/rds-events.ts";
import { instancesIn } from "../../../src/collect/history/event-sources.ts";
import { parseRdsEvents } from "../../../src/parse/rds-events.ts";
import { cluster, instance, NOW, worldWith } from "../../sim/hand-world.ts";
import type { RdsEvent, World } from "../../sim/world.ts";
import { withAccount } from "./account.ts";

const nothing = { proxies: [], members: [] };
const MINUTE = 60_000;
const window = { sinceMs: NOW - 60 * MINUTE, untilMs: NOW - 10 * MINUTE };

function event(source: string, type: string, message: string, ms: number): RdsEvent {
  return { source, type, message, categories: ["failover"], ms };
}

function account(events: RdsEvent[], over: Partial<World> = {}): World {
  return worldWith([], {
    clusters: [
      cluster({
        members: [
          { id: "aurora-1", writer: true, promotionTier: 0 },
          { id: "aurora-2", writer: false, promotionTier: 1 },
        ],
      }),
    ],
    instances: [instance(), instance({ id: "aurora-2" })],
    events,
    ...over,
  });
}

const events = [
  event("orders", "db-cluster", "Started cross AZ failover to DB instance: aurora-2", NOW - 30 * MINUTE),
  event("orders", "db-cluster", "Completed customer initiated failover to DB instance: aurora-2", NOW - 29 * MINUTE),
  event("aurora-1", "db-instance", "DB instance restarted", NOW - 29 * MINUTE),
  event("aurora-9", "db-instance", "DB instance deleted", NOW - 20 * MINUTE),
  event("orders", "db-cluster", "Promoting previous primary again: aurora-9", NOW - 31 * MINUTE),
  event("other-1", "db-instance", "DB instance restarted", NOW - 29 * MINUTE),
  event("orders-group", "db-parameter-group", "Updated parameter work_mem to 4096", NOW - 40 * MINUTE),
  event("orders-proxy", "db-proxy", "RDS modified DB proxy orders-proxy.", NOW - 41 * MINUTE),
  event(
    "bgd-1",
    "blue-green-deployment",
    "Switchover from DB cluster orders to orders-green-abc123 started.",
    NOW - 42 * MINUTE,
  ),
  event("bgd-1", "blue-green-deployment", "Switchover completed on blue/green deployment.", NOW - 41 * MINUTE),
  event(
    "bgd-2",
    "blue-green-deployment",
    "Switchover from DB cluster payments to payments-green-abc123 started.",
    NOW - 42 * MINUTE,
  ),
  event("aurora-1", "db-instance", "before the window and its lead", window.sinceMs - 15 * MINUTE - 1),
  event("aurora-1", "db-instance", "the first", window.sinceMs - 15 * MINUTE),
  event("aurora-1", "db-instance", "the last", window.untilMs),
  event("aurora-1", "db-instance", "a moment late", window.untilMs + 1),
];

describe("RDS events", () => {
  test("are asked for from cluster, members, groups, proxies and deployments, and from an instance only they name", async () => {
    await withAccount(account(events), async ({ run, read, asked }) => {
      const { value, entries, files } = await run(window, (context) =>
        gatherRdsEvents(context, { proxies: ["orders-proxy"], members: [] }),
      );
      const bytes = await read("rds-events.json");
      const parsed = parseRdsEvents(bytes, "rds-events.json");
      expect(parsed.problems).toEqual([]);
      expect(parsed.counts.quarantined).toBe(0);
      expect(parsed.events.map(({ sourceIdentifier, message }) => `${sourceIdentifier}: ${message}`)).toEqual([
        "aurora-1: the first",
        "bgd-1: Switchover from DB cluster orders to orders-green-abc123 started.",
        "bgd-1: Switchover completed on blue/green deployment.",
        "orders-proxy: RDS modified DB proxy orders-proxy.",
        "orders-group: Updated parameter work_mem to 4096",
        "orders: Promoting previous primary again: aurora-9",
        "orders: Started cross AZ failover to DB instance: aurora-2",
        "orders: Completed customer initiated failover to DB instance: aurora-2",
        "aurora-1: DB instance restarted",
        "aurora-9: DB instance deleted",
        "aurora-1: the last",
      ]);
      expect(parsed.events.map(({ time }) => time / 1000)).toContain(window.untilMs);
      expect(value).toEqual([
        { id: "aurora-2", knownFrom: "rds-events" },
        { id: "aurora-9", knownFrom: "rds-events" },
      ]);
      expect(bytes.toString()).toContain('"Date": "2026-11-21T19:30:00+00:00"');
      expect(files.filter((path) => path.startsWith("raw/"))).toEqual([
        "raw/describe-events/blue-green-deployment.1.xml",
        "raw/describe-events/db-cluster.orders.1.xml",
        "raw/describe-events/db-instance.aurora-1.1.xml",
        "raw/describe-events/db-instance.aurora-2.1.xml",
        "raw/describe-events/db-instance.aurora-9.1.xml",
        "raw/describe-events/db-parameter-group.orders-group.1.xml",
        "raw/describe-events/db-parameter-group.orders-instances.1.xml",
        "raw/describe-events/db-proxy.orders-proxy.1.xml",
      ]);
      expect((await read("raw/describe-events/db-cluster.orders.1.xml")).toString()).toContain(
        "<DescribeEventsResponse",
      );
      expect(entries.map(({ state, code }) => [state, code])).toEqual([["complete", null]]);
      expect(asked("DescribeEvents")).toHaveLength(8);
    });
  });

  test("are not asked for again once they are whole", async () => {
    await withAccount(account(events), async ({ run, asked }) => {
      await run(window, (context) => gatherRdsEvents(context, nothing));
      const before = asked("DescribeEvents").length;
      const { value } = await run(window, (context) => gatherRdsEvents(context, nothing));
      expect(asked("DescribeEvents")).toHaveLength(before);
      expect(value.map(({ id }) => id)).toEqual(["aurora-2", "aurora-9"]);
    });
  });

  test("of a window that ended less than five minutes ago are asked for again, and what was there before stays", async () => {
    const now = { ms: NOW };
    const held = [event("aurora-1", "db-instance", "DB instance restarted", NOW - 2 * MINUTE)];
    const world = account(held, { now: () => now.ms });
    const late = { sinceMs: NOW - 30 * MINUTE, untilMs: NOW - MINUTE };
    await withAccount(world, async ({ run, read }) => {
      const first = await run(late, (context) => gatherRdsEvents(context, nothing));
      expect(first.entries.map(({ state, runAgainAfter }) => [state, runAgainAfter])).toEqual([
        ["pending", "2026-11-21T20:04:00.000Z"],
      ]);
      now.ms = NOW + 4 * MINUTE;
      held.splice(0, 1, event("orders", "db-cluster", "DB cluster started.", NOW - 3 * MINUTE));
      const second = await run(late, (context) => gatherRdsEvents(context, nothing));
      expect(second.entries.map(({ state }) => state)).toEqual(["complete"]);
      const { events: parsed } = parseRdsEvents(await read("rds-events.json"), "rds-events.json");
      expect(parsed.map(({ message }) => message)).toEqual(["DB cluster started.", "DB instance restarted"]);
    });
  });

  test("of more than a page come whole, each once and in the same order whatever order AWS has", async () => {
    const many = Array.from({ length: 250 }, (_, i) =>
      event(
        "aurora-1",
        "db-instance",
        `message ${String(i % 125).padStart(3, "0")}`,
        NOW - 30 * MINUTE + (i % 125) * 2,
      ),
    );
    const texts: string[] = [];
    for (const order of [many, many.toReversed()]) {
      await withAccount(account(order), async ({ run, read }) => {
        await run(window, (context) => gatherRdsEvents(context, nothing));
        texts.push((await read("rds-events.json")).toString());
      });
    }
    const { events: parsed } = parseRdsEvents(Buffer.from(texts[0] ?? ""), "rds-events.json");
    expect(parsed).toHaveLength(125);
    expect(texts[1]).toBe(texts[0]);
  });

  test("denied everywhere leave no file and one entry that says what is not known and what to allow", async () => {
    await withAccount(account(events), async ({ run, simulator }) => {
      simulator.rules.denied.add("rds:DescribeEvents");
      const { entries, files } = await run(window, (context) => gatherRdsEvents(context, nothing));
      expect(files).toEqual([]);
      const states = new Set(entries.map(({ state, code, call }) => `${state} ${code} ${call}`));
      expect([...states]).toEqual(["none DENIED rds:DescribeEvents"]);
      const [entry] = entries;
      expect(entry?.reason).toMatch(/^rds:DescribeEvents is denied/);
      expect(entry?.consequence).toContain("whether a customer or RDS began them");
      expect(entry?.remedy).toContain("allow rds:DescribeEvents");
      simulator.rules.denied.clear();
      const mended = await run(window, (context) => gatherRdsEvents(context, nothing));
      expect(mended.entries.map(({ state }) => state)).toEqual(["complete"]);
    });
  });

  test("of one source that fails leave the file with the others and an entry that names what is not in it", async () => {
    await withAccount(account(events), async ({ run, simulator, read }) => {
      simulator.rules.faults.push({ action: "DescribeEvents", nth: 2, kind: "denied" });
      const { entries } = await run(window, (context) => gatherRdsEvents(context, nothing));
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({ state: "partial", code: "DENIED" });
      expect(entries[0]?.reason).toContain("asked for: db-instance aurora-1");
      const { events: parsed } = parseRdsEvents(await read("rds-events.json"), "rds-events.json");
      expect(parsed.map(({ sourceIdentifier }) => sourceIdentifier)).not.toContain("aurora-1");
      expect(parsed.length).toBeGreaterThan(3);
    });
  });

  test("that RDS no longer keeps are named, in part or as a whole", async () => {
    const DAY = 24 * 60 * MINUTE;
    await withAccount(account(events), async ({ run }) => {
      const part = { sinceMs: NOW - 20 * DAY, untilMs: NOW - 10 * MINUTE };
      const { entries, files } = await run(part, (context) => gatherRdsEvents(context, nothing));
      expect(entries.map(({ state, code }) => [state, code])).toEqual([["partial", "EXPIRED"]]);
      expect(files).toContain("rds-events.json");
    });
    await withAccount(account(events), async ({ run, asked }) => {
      const whole = { sinceMs: NOW - 20 * DAY, untilMs: NOW - 19 * DAY };
      const { entries, files } = await run(whole, (context) => gatherRdsEvents(context, nothing));
      expect(entries.map(({ state, code }) => [state, code])).toEqual([["absent", "EXPIRED"]]);
      expect(files).toEqual([]);
      expect(asked("DescribeEvents")).toEqual([]);
    });
  });
});

describe("instances that a message names", () => {
  test.each([
    ["Completed RDS initiated failover to DB instance: rds:Aurora-2.", ["aurora-2"]],
    ["Promoting previous primary again: aurora-1.", ["aurora-1"]],
    ["Unable to upgrade DB cluster orders because the instance aurora-3 has a status of stopped.", ["aurora-3"]],
    ["DB instance restarted", []],
    ["Restored from DB instance to that", []],
    ["Started same AZ failover to DB instance: ../../etc/passwd", []],
  ])("%s", (message, ids) => {
    expect(instancesIn(message)).toEqual(ids);
  });
});
