import { describe, expect, test } from "vitest";
import { clientFromApps, clientFromName } from "../../src/sources/client-name.ts";
import { identify, uselessByName } from "../../src/sources/identify.ts";
import { instanceFromFileName, instanceFromFolder } from "../../src/sources/instance-name.ts";
import { pathKind } from "../../src/sources/path-kind.ts";

describe("an instance from a file name", () => {
  test.each([
    ["orders-prod-1-postgresql.log.2026-11-21-1911", "orders-prod-1"],
    ["mydb_error_postgresql.log.2026-11-21-19", "mydb"],
    ["aurora-2-error-postgresql.log.2026-11-21-1911.csv", "aurora-2"],
    ["orders-prod-instance-1.0", "orders-prod-instance-1"],
    ["prod-aurora-inst-1.0.log", "prod-aurora-inst-1"],
    ["aurora-1.log", "aurora-1"],
    ["billing-writer.log", "billing-writer"],
    ["postgresql.log.2026-11-21-1911", null],
    ["error_postgresql.log.2022-07-20-13", null],
    ["copy2-postgresql.log", null],
    ["backup_postgresql.log", null],
    ["rds-postgresql.log", null],
    ["2026-11-21-postgresql.log", null],
    ["app.log.1", null],
    ["orders.1", null],
    ["copy-2.log", null],
    ["split-writer-race.log", null],
    ["db.log", null],
  ])("%s → %s", (name, instance) => {
    expect(instanceFromFileName(name)).toBe(instance);
  });
});

describe("an instance from a folder", () => {
  test.each([
    ["evidence/aurora-1", "aurora-1"],
    ["orders-prod-instance-2-eu-west-1a/error", "orders-prod-instance-2-eu-west-1a"],
    ["cloudwatch/prod-aurora-inst-1.0", "prod-aurora-inst-1"],
    ["case-0412", null],
    ["copy-1", null],
    ["d15-split-writer-race", null],
    ["aurora-1/monday", null],
    ["v1.2", null],
    ["", null],
  ])("%s → %s", (folder, instance) => {
    expect(instanceFromFolder(folder.split("/"))).toBe(instance);
  });
});

describe("kind from path and name", () => {
  test.each([
    ["instances/aurora-1/postgresql.log.2026-11-21-1911", "postgresql"],
    ["deep/case/instances/aurora-1/postgresql.log.2026-11-21-1911.csv.gz", "postgresql"],
    ["instances/aurora-1/whatever", "postgresql"],
    ["instances/aurora-1/notes.md", null],
    ["error/postgres.log", "postgresql"],
    ["postgresql.log.2026-11-21-19.json.zst", "postgresql"],
    ["postgresql-2026-11-21_190000.csv", "postgresql"],
    ["apps/api/api-1.log", "application"],
    ["apps/api/app.json", "application"],
    ["/home/apps/me/work/incident/today/x.log", null],
    ["x/rds-events.json.gz", "rds-events"],
    ["x/manifest.json", null],
    ["endpoints.json", "endpoints"],
    ["case/endpoints.json.gz", "endpoints"],
    ["metrics/aurora-1.json", "metrics"],
    ["metrics/readme.md", null],
    ["instances/aurora-1/metrics.json", "metrics"],
    ["instances/aurora-1/other.json", null],
    ["events.json", null],
    ["my-postgresql.logs.txt", null],
  ])("%s → %s", (path, kind) => {
    expect(pathKind("", path).kind).toBe(kind);
  });
});

test("the path above a given folder says whose a file is, not what it is", () => {
  expect(pathKind("/srv/case/instances/aurora-1", "postgresql.log")).toMatchObject({ instance: "aurora-1" });
  expect(pathKind("case/instances", "aurora-7x/error/x.log")).toMatchObject({
    kind: "postgresql",
    instance: "aurora-7x",
  });
  expect(pathKind("case/apps", "api/x.log")).toMatchObject({ kind: "application", client: "api/x" });
  expect(pathKind("/home/me/apps/incident", "x.log")).toMatchObject({ kind: null, client: "incident/x" });
  expect(pathKind("/home/me/apps/incident", "postgresql.log")).toMatchObject({ kind: "postgresql", instance: null });
  expect(pathKind("/home/me/apps/incident/today", "app.log")).toMatchObject({ kind: null, client: null });
});

describe("a client's name", () => {
  test.each([
    [["orders-api", "orders-api-688a468cf-d56ac.log"], "orders-api/orders-api-688a468cf-d56ac"],
    [["webhook-relay", "stdout.log"], "webhook-relay/stdout"],
    [["webhook-relay", "app.log.2.gz"], "webhook-relay/app"],
    [["api", "pod-1", "app.jsonl"], "api/pod-1/app"],
  ])("apps/%j → %s", (below, client) => {
    expect(clientFromApps(below)).toBe(client);
  });
  test.each([
    ["logs/sync-engine.log", "sync-engine"],
    ["sync-engine.log.2026-11-21", "sync-engine"],
    ["orders/app.log", "orders/app"],
    ["app.log", "app"],
  ])("%s → %s", (path, client) => {
    expect(clientFromName(path)).toBe(client);
  });
});

test("every decision is recorded with where it was told from", () => {
  const place = { above: "aurora-1", below: "odd.log", inCase: false };
  expect(identify(place, () => ({ kind: "postgresql", instance: null, why: "a prefix" })).guesses).toEqual([
    { what: "kind postgresql: a prefix", from: "content" },
    { what: "instance aurora-1", from: "path" },
  ]);
  expect(identify({ above: "", below: "x", inCase: false }, () => null).guesses).toEqual([
    { what: "kind unknown", from: "nothing" },
  ]);
});

function useless(below: string, inCase = true): boolean {
  return uselessByName({ above: "", below, inCase }) !== null;
}

test("only foreign JSON at the top of a case, and RDS's other logs, are useless by name", () => {
  expect(useless("label.json")).toBe(true);
  expect(useless("endpoints.json.gz")).toBe(false);
  expect(useless("instances/a/instance.log")).toBe(true);
  expect(useless("label.json", false)).toBe(false);
  expect(useless("describe-events.json")).toBe(false);
  expect(useless("apps/x/label.json", false)).toBe(false);
  expect(useless("instances/a/postgresql.log")).toBe(false);
});
