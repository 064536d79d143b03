// Roles over time, each with the source it is known from.
import { describe, expect, test } from "vitest";
import type { RoleSpan } from "../../src/model/index.ts";
import { type CaseFile, rdsEvents, Server } from "../incident.ts";
import { call, documents, operator, snapshot, told } from "./documents.ts";
import { factsWith, us } from "./facts.ts";

const C = "orders-prod";
const HOUR = 3600;

function at(time: number): string {
  return Number.isFinite(time) ? String(Math.round((time - us(0)) / 1e6)) : "on";
}

/** `writer 0..900 api`: seconds of the story. */
function spanText({ role, startUs, endUs, source }: RoleSpan): string {
  return `${role} ${at(startUs)}..${at(endUs)} ${source}`;
}

async function rolesWith(
  id: string,
  about: Parameters<typeof documents>[0],
  ...story: readonly (Server | CaseFile)[]
): Promise<readonly string[]> {
  const facts = await factsWith(documents(about), ...story);
  return facts.instances.find((each) => each.id === id)?.roles.map(spanText) ?? [];
}

function quiet(id: string): Server {
  return new Server(id).idles(-60, 900);
}

const none = rdsEvents();
const started = [0, C, "Started cross AZ failover to DB instance: b"] as const;

describe("a cluster snapshot", () => {
  test("names the role of an instance in whose log nothing tells it, and is cited", async () => {
    expect(await rolesWith("a", {}, quiet("a"), none)).toEqual([]);
    const about = { snapshots: [snapshot(HOUR, ["a", "b"])] };
    expect(await rolesWith("a", about, quiet("a"), none)).toEqual(["writer -60..3600 api"]);
    expect(await rolesWith("b", about, quiet("b"), none)).toEqual(["reader -60..3600 api"]);
    const facts = await factsWith(documents(about), quiet("a"), none);
    const cite = facts.instances[0]?.roles[0]?.cites[0];
    expect(cite !== undefined && "exhibit" in cite ? cite.exhibit.text : "").toBe("a IsClusterWriter true");
  });

  test("without a time is from the end of the evidence", async () => {
    const about = { snapshots: [snapshot(null, ["a", "b"])] };
    expect(await rolesWith("a", about, quiet("a"), none)).toEqual(["writer -60..on api"]);
  });

  test("says nothing of an instance that is no member", async () => {
    expect(await rolesWith("c", { snapshots: [snapshot(HOUR, ["a", "b"])] }, quiet("c"), none)).toEqual([]);
  });

  test("holds back to the last failover, and what was before stands", async () => {
    const about = { snapshots: [snapshot(HOUR, ["b", "a"])] };
    expect(await rolesWith("a", about, quiet("a"), quiet("b"), rdsEvents(started))).toEqual([
      "writer -60..0 api",
      "reader 0..3600 api",
    ]);
  });

  test("holds back over restarts only with events, which would tell of a failover", async () => {
    const restarted = new Server("a").idles(-60, 99).stops(100).starts(110).idles(111, 900);
    const about = { snapshots: [snapshot(HOUR, ["a", "b"])] };
    expect(await rolesWith("a", about, restarted)).toEqual(["writer 110..3600 api"]);
    expect(await rolesWith("a", about, restarted, none)).toEqual(["writer -60..3600 api"]);
  });

  test("does not overrule what the log proves of its own time", async () => {
    const standby = new Server("a").starts(-60, "reader").idles(-59, 99).stops(100).starts(110).idles(111, 900);
    const about = { snapshots: [snapshot(HOUR, ["a", "b"])] };
    expect(await rolesWith("a", about, standby, none)).toEqual([
      "reader -60..100 recovery-lines",
      "writer 100..3600 api",
    ]);
  });

  test("lends its name to the log that agrees", async () => {
    const standby = new Server("b").starts(-60, "reader").idles(-59, 900);
    const about = { snapshots: [snapshot(HOUR, ["a", "b"])] };
    expect(await rolesWith("b", about, standby, none)).toEqual(["reader -60..3600 api"]);
  });

  test("does not overrule events", async () => {
    const events = rdsEvents(started, [20, C, "Completed failover to DB instance: b"]);
    const about = { snapshots: [snapshot(HOUR, ["a", "b"])] };
    const found = await rolesWith("b", about, quiet("a"), quiet("b"), events);
    expect(found.at(-1)).toBe("writer 20..on event");
  });

  test("taken while a failover runs says nothing", async () => {
    const about = { snapshots: [snapshot(30, ["a", "b"])] };
    const found = await rolesWith("b", about, quiet("a"), quiet("b"), rdsEvents(started));
    expect(found.filter((each) => each.endsWith("api"))).toEqual([]);
  });

  test("from before a failover holds until it", async () => {
    const about = { snapshots: [snapshot(-50, ["a", "b"])] };
    const found = await rolesWith("b", about, quiet("a"), quiet("b"), rdsEvents(started));
    expect(found[0]).toBe("reader -60..0 api");
  });
});

describe("the operator's word", () => {
  const failovers = [told(100, { target: "b", outcome: "completed" })];

  test("on how a failover ended makes a writer and a reader from then on", async () => {
    const about = { operator: operator({ failovers }) };
    expect(await rolesWith("b", about, quiet("a"), quiet("b"), none)).toEqual(["writer 100..on operator"]);
    expect(await rolesWith("a", about, quiet("a"), quiet("b"), none)).toEqual([
      "writer -60..100 operator",
      "reader 100..on operator",
    ]);
  });

  test("ends where a line says otherwise", async () => {
    const lost = new Server("b").idles(-60, 299).stops(300).starts(310, "reader").idles(311, 900);
    const found = await rolesWith("b", { operator: operator({ failovers }) }, quiet("a"), lost, none);
    expect(found).toEqual(["writer 100..310 operator", "reader 310..891 recovery-lines"]);
  });

  test("is not heard where a snapshot speaks", async () => {
    const about = { operator: operator({ failovers }), snapshots: [snapshot(HOUR, ["a", "b"])] };
    const found = await rolesWith("b", about, quiet("a"), quiet("b"), none);
    expect(found.at(-1)).toBe("reader 100..3600 api");
  });
});

test("CloudTrail names the writer before the call", async () => {
  const found = await rolesWith("a", { calls: [call(100)] }, quiet("a"), quiet("b"));
  expect(found).toEqual(["writer -60..100 cloudtrail"]);
});

test("spans never overlap and are in order, whatever documents say", async () => {
  const about = {
    calls: [call(100), call(500, { target: "a" })],
    snapshots: [snapshot(-30, ["a", "b"]), snapshot(300, ["b", "a"]), snapshot(null, ["a", "b"])],
    operator: operator({ failovers: [told(100, { target: "b", outcome: "reversed" })] }),
  };
  const a = new Server("a").idles(-60, 99).stops(100).starts(110).refuses(120, 701, 200).refuses(120, 702, 200);
  const facts = await factsWith(documents(about), a.idles(201, 900), quiet("b"));
  for (const { roles } of facts.instances) {
    expect(roles.length).toBeGreaterThan(2);
    roles.slice(1).forEach((span, i) => expect(span.startUs).toBeGreaterThanOrEqual(roles[i]?.endUs ?? 0));
  }
});
