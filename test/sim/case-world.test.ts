import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { worldFromCase } from "./case-world.ts";
import type { World } from "./world.ts";

const RACE = join(import.meta.dirname, "../../fixtures/split-writer-race");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "case-world-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function writeEvents(
  ...events: readonly (readonly [source: string, type: string, second: number, message: string])[]
): void {
  const Events = events.map(([SourceIdentifier, SourceType, second, Message]) => ({
    SourceIdentifier,
    SourceType,
    Message,
    EventCategories: ["failover"],
    Date: new Date(Date.parse("2026-11-21T19:00:00Z") + second * 1000).toISOString(),
  }));
  write("rds-events.json", JSON.stringify({ Events }));
}

function writerOf(world: World): string | undefined {
  return world.clusters[0]?.members.find((member) => member.writer)?.id;
}

test("an incident of the fixtures is a cluster with its logs, events and applications", () => {
  const world = worldFromCase(RACE, {
    exportLogs: true,
    applicationGroups: true,
    applicationBucket: { name: "app-logs", prefix: "prod/" },
  });
  const [cluster] = world.clusters;
  const folders = readdirSync(join(RACE, "instances"));
  expect(world.instances.map((instance) => instance.id)).toEqual(folders);
  expect(cluster?.members.filter((member) => member.writer)).toHaveLength(1);
  for (const instance of world.instances) {
    const names = readdirSync(join(RACE, "instances", instance.id)).sort();
    expect(instance.logs.map((log) => log.name)).toEqual(names.map((name) => `error/${name}`));
    for (const [index, log] of instance.logs.entries())
      expect(log.bytes).toEqual(readFileSync(join(RACE, "instances", instance.id, names[index] ?? "")));
  }
  expect(world.events.length).toBeGreaterThan(0);
  const lines = world.instances.flatMap((instance) => instance.logs.map((log) => log.lastWritten));
  expect(world.now()).toBe(Math.max(...lines, ...world.events.map((event) => event.ms)) + 600_000);
  const services = readdirSync(join(RACE, "apps")).sort();
  expect(world.logGroups.map((group) => group.name)).toEqual([
    `/aws/rds/cluster/${cluster?.id}/postgresql`,
    ...services.map((service) => `/app/${service}`),
  ]);
  const objects = world.buckets.get("app-logs");
  expect([...(objects?.keys() ?? [])].every((key) => /^prod\/[^/]+\/[^/]+$/.test(key))).toBe(true);
  expect(objects?.size).toBe(world.logGroups.slice(1).reduce((sum, group) => sum + group.streams.length, 0));
});

describe("the cluster", () => {
  beforeEach(() => {
    write("instances/aurora-1/postgresql.log", "2026-11-21 19:00:00 UTC::@:[1]:LOG:  hello\n");
    write("instances/aurora-2/postgresql.log", "2026-11-21 19:00:05 UTC::@:[1]:LOG:  hello\n\tand more\n");
  });

  test("takes its id from the events and its writer from the last failover that ended", () => {
    writeEvents(
      ["orders", "db-cluster", 30, "Completed customer initiated failover to DB instance: aurora-1"],
      ["orders", "db-cluster", 10, "Completed failover to DB instance: aurora-2"],
      ["orders", "db-cluster", 40, "Started cross AZ failover to DB instance: aurora-2"],
      ["aurora-3", "db-instance", 20, "DB instance restarted"],
    );
    const world = worldFromCase(folder);
    expect(world.clusters[0]?.id).toBe("orders");
    expect(world.instances.map((instance) => [instance.id, instance.logs.length])).toEqual([
      ["aurora-1", 1],
      ["aurora-2", 1],
      ["aurora-3", 0],
    ]);
    expect(writerOf(world)).toBe("aurora-1");
  });

  test("keeps its first writer when no failover ended, and goes by a given name without events", () => {
    writeEvents(["orders", "db-cluster", 10, "Started same AZ failover to DB instance: aurora-2"]);
    expect(writerOf(worldFromCase(folder))).toBe("aurora-1");
    rmSync(join(folder, "rds-events.json"));
    expect(worldFromCase(folder, { cluster: "mine" }).clusters[0]?.id).toBe("mine");
  });

  test("has a clock that stands ten minutes after the last line, or goes as told", () => {
    expect(worldFromCase(folder).now()).toBe(Date.parse("2026-11-21T19:10:05Z"));
    let ms = 5;
    const going = worldFromCase(folder, { now: () => ms });
    ms = 6;
    expect(going.now()).toBe(6);
  });

  test("never opens the labels", () => {
    // Whoever reads a folder as a file fails.
    mkdirSync(join(folder, "label.json"));
    expect(worldFromCase(folder).instances).toHaveLength(2);
  });
});

describe("exported server logs", () => {
  test("are an event a record: TAB continuations belong to it, DETAIL and STATEMENT do not", () => {
    write(
      "instances/aurora-1/postgresql.log",
      [
        "2026-11-21 19:00:00 UTC:10.0.0.1(5000):app@db:[7]:ERROR:  boom",
        "2026-11-21 19:00:00 UTC:10.0.0.1(5000):app@db:[7]:STATEMENT:  select 1,",
        "\t  2",
        "2026-11-21 19:00:01 UTC:10.0.0.1(5000):app@db:[7]:LOG:  next",
        "",
      ].join("\n"),
    );
    const [group] = worldFromCase(folder, { cluster: "c", exportLogs: true }).logGroups;
    expect(group?.name).toBe("/aws/rds/cluster/c/postgresql");
    expect(group?.streams[0]?.name).toBe("aurora-1.0");
    const start = Date.parse("2026-11-21T19:00:00Z");
    expect(group?.streams[0]?.events.map((event) => [event.ms - start, event.message.split(":").at(-1)])).toEqual([
      [0, "  boom"],
      [0, "  select 1,\n\t  2"],
      [1000, "  next"],
    ]);
  });

  test("are the stderr ones where an instance writes several formats", () => {
    write("instances/a/postgresql.log", "2026-11-21 19:00:00 UTC::@:[1]:LOG:  plain\n");
    write("instances/a/postgresql.log.csv", '2026-11-21 19:00:00.123 UTC,,,1,"csv"\n');
    const [group] = worldFromCase(folder, { exportLogs: true }).logGroups;
    expect(group?.streams[0]?.events.map((event) => event.message)).toEqual([
      "2026-11-21 19:00:00 UTC::@:[1]:LOG:  plain",
    ]);
  });
});

test("application lines carry their own times, those without one the time before", () => {
  write("instances/a/postgresql.log", "2026-11-21 19:00:00 UTC::@:[1]:LOG:  x\n");
  write(
    "apps/importer/pod-1.log",
    [
      "Traceback (most recent call last):",
      "2026-11-21 19:00:01,500 INFO started",
      '{"level":30,"time":1795287602000,"msg":"pino"}',
      "  at line 2",
      "2026-11-21T20:00:03+01:00 zoned",
    ].join("\n"),
  );
  const [group] = worldFromCase(folder, { applicationGroups: true }).logGroups;
  const start = Date.parse("2026-11-21T19:00:00Z");
  expect(group?.streams[0]).toMatchObject({ name: "pod-1" });
  expect(group?.streams[0]?.events.map((event) => event.ms - start)).toEqual([1500, 1500, 2000, 2000, 3000]);
});

test("a folder without instances is no incident", () => {
  expect(() => worldFromCase(folder)).toThrow(/no instances/);
});
