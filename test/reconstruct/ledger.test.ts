// The coverage ledger: what each source covers, why not the rest, and until when the rest can be fetched.
import { describe, expect, test } from "vitest";
import { type Documents, formatUtc, type LedgerEntry, type LedgerSource } from "../../src/model/index.ts";
import { App, type CaseFile, rdsEvents, Server } from "../incident.ts";
import { call, documents, everyMinute, GIB, metric, snapshot } from "./documents.ts";
import { factsWith, logOf, us } from "./facts.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

type Story = readonly (Server | App | CaseFile)[];

async function ledgerWith(about: Partial<Documents>, ...story: Story): Promise<readonly LedgerEntry[]> {
  return (await factsWith(documents(about), ...story)).ledger;
}

async function entryOf(
  source: LedgerSource,
  subject: string,
  about: Partial<Documents>,
  ...story: Story
): Promise<LedgerEntry> {
  const found = (await ledgerWith(about, ...story)).filter(
    (each) => each.source === source && each.subject === subject,
  );
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} entries of ${subject} ${source}`);
  return found[0];
}

/** The log that spans the window: from 18:59:00 to 19:50:00. */
function window(): Server {
  return new Server("w", 9000).idles(-60, 3000);
}

const END = 3000;
const none = rdsEvents();

/** Seconds of the story. */
function at(time: number): number {
  return Math.round((time - us(0)) / 1e6);
}

describe("the log of an instance", () => {
  test("that covers the window needs nothing", async () => {
    expect(await entryOf("postgresql-log", "w", {}, window())).toEqual({
      subject: "w",
      source: "postgresql-log",
      state: "full",
      fromUs: us(-60),
      toUs: us(END),
      why: "records from before to after the window",
      fetch: null,
      availableUntilUs: Number.NaN,
      runAgainUs: Number.NaN,
    });
  });

  test("that begins or ends inside names the files of the hours that are missing, and until when they are kept", async () => {
    const late = await entryOf("postgresql-log", "a", {}, window(), new Server("a").idles(1200, END));
    expect(late.state).toBe("partial");
    expect(late.fetch).toBe("error/postgresql.log.2026-11-21-18* … error/postgresql.log.2026-11-21-19*");
    expect(at(late.availableUntilUs)).toBe(1200 + 3 * DAY);
    const early = await entryOf("postgresql-log", "a", {}, window(), new Server("a").idles(-60, 1200));
    expect(early.fetch).toBe("error/postgresql.log.2026-11-21-19*");
    expect(at(early.availableUntilUs)).toBe(END + 3 * DAY);
  });

  test("that is silent inside asks for the whole window", async () => {
    const silent = new Server("a").idles(-60, 600).idles(2400, END);
    const found = await entryOf("postgresql-log", "a", {}, window(), silent);
    expect(found).toMatchObject({ state: "partial", why: "no record for 1800 s inside the window" });
    expect(found.fetch).toBe("error/postgresql.log.2026-11-21-18* … error/postgresql.log.2026-11-21-19*");
  });

  test("without times is not there", async () => {
    const undated = logOf("a", "LOG:  database system is ready to accept connections", "...", "LOG:  shutting down");
    const found = await entryOf("postgresql-log", "a", {}, window(), undated);
    expect(found).toMatchObject({ state: "none", why: "an excerpt without times" });
    expect(found.fetch).not.toBeNull();
  });

  test.each<[string, Partial<Documents>, Story, string]>([
    ["events", {}, [rdsEvents([0, "x", "DB instance restarted"])], "RDS events name this instance"],
    ["a snapshot", { snapshots: [snapshot(0, ["w", "x"])] }, [none], "the cluster snapshot names this instance"],
    [
      "both",
      { snapshots: [snapshot(0, ["w", "x"])] },
      [rdsEvents([0, "x", "DB instance restarted"])],
      "RDS events and the cluster snapshot name this instance",
    ],
    ["a call", { calls: [call(0, { target: "x" })] }, [none], "CloudTrail names this instance"],
  ])("that only %s name was not supplied", async (_who, about, story, by) => {
    const found = await entryOf("postgresql-log", "x", about, window(), ...story);
    expect(found).toMatchObject({
      state: "none",
      fromUs: Number.NaN,
      toUs: Number.NaN,
      why: `its log was not supplied; ${by}`,
      fetch: "error/postgresql.log.2026-11-21-18* … error/postgresql.log.2026-11-21-19*",
    });
    expect(at(found.availableUntilUs)).toBe(END + 3 * DAY);
  });

  test("of another account's cluster in the same listing is not missed", async () => {
    const listed = snapshot(0, ["w"]);
    const other = { ...listed, instances: [...listed.instances, ...snapshot(0, ["billing-1"]).instances] };
    const subjects = (await ledgerWith({ snapshots: [other] }, window(), none)).map((each) => each.subject);
    expect(subjects).not.toContain("billing-1");
  });

  test("whose file was still growing is late", async () => {
    const growing = new Map([["instances/a/postgresql.log.2026-11-21-1900", "a"]]);
    const server = new Server("a").idles(-60, 1200);
    const found = await entryOf("postgresql-log", "a", { growing }, window(), server);
    expect(found).toMatchObject({ state: "pending", fetch: "error/postgresql.log.2026-11-21-19*" });
    expect(found.why).toMatch(/^a file of it was still growing when it was collected; its log ends at /);
    expect(at(found.runAgainUs)).toBe(END + 300);
    expect((await entryOf("postgresql-log", "w", { growing }, window(), server)).state).toBe("full");
  });
});

/** States of events and CloudTrail when the evidence was collected at this second. */
async function states(collected: number): Promise<readonly string[]> {
  const ledger = await ledgerWith({ calls: [], collectedUs: us(collected) }, window(), none);
  return ["rds-events", "cloudtrail"].map((source) => ledger.find((each) => each.source === source)?.state ?? "");
}

describe("what comes late", () => {
  test("is pending only when it was collected too early to be complete", async () => {
    expect(await states(END + 299)).toEqual(["pending", "pending"]);
    expect(await states(END + 300)).toEqual(["full", "pending"]);
    expect(await states(END + 899)).toEqual(["full", "pending"]);
    expect(await states(END + 900)).toEqual(["full", "full"]);
    expect(await states(Number.NaN)).toEqual(["full", "full"]);
  });

  test("tells when to run again and until when", async () => {
    const about = { calls: [], collectedUs: us(END + 60) };
    const events = await entryOf("rds-events", "rds-events", about, window(), none);
    expect([at(events.runAgainUs), at(events.availableUntilUs)]).toEqual([END + 300, END + 14 * DAY]);
    const trail = await entryOf("cloudtrail", "cloudtrail", about, window(), none);
    expect([at(trail.runAgainUs), at(trail.availableUntilUs)]).toEqual([END + 900, END + 90 * DAY]);
  });

  test("and was not supplied at all is not there", async () => {
    const about = { collectedUs: us(END + 60) };
    expect((await entryOf("rds-events", "rds-events", about, window())).state).toBe("none");
    expect((await entryOf("cloudtrail", "cloudtrail", about, window())).state).toBe("none");
  });
});

describe("sources of the whole cluster", () => {
  test("that were not supplied say so, what to ask for, and until when", async () => {
    const ledger = await ledgerWith({}, window());
    const whole = ledger.filter((each) => each.subject === each.source);
    expect(whole.map(({ source, state, why }) => `${source} ${state}: ${why}`)).toEqual([
      "rds-events none: no RDS events were supplied",
      "application-log none: no application logs were supplied",
      "cluster-snapshot none: no snapshot of the cluster was supplied",
      "cloudtrail none: no CloudTrail events were supplied",
    ]);
    const kept = ledger.find((each) => each.source === "rds-events")?.availableUntilUs ?? Number.NaN;
    expect(at(kept)).toBe(END + 14 * DAY);
  });

  test("events that are there prove nothing by a missing one", async () => {
    const found = await entryOf("rds-events", "rds-events", {}, window(), none);
    expect(found).toMatchObject({
      state: "full",
      why: "0 events; RDS emits them on a best effort basis, so a missing one proves nothing",
    });
  });

  test("a snapshot is of one moment", async () => {
    const one = await entryOf("cluster-snapshot", "cluster-snapshot", { snapshots: [snapshot(DAY, ["w"])] }, window());
    expect(one).toMatchObject({ state: "partial", fromUs: us(DAY), toUs: us(DAY) });
    const undated = { snapshots: [snapshot(null, ["w"])] };
    const found = await entryOf("cluster-snapshot", "cluster-snapshot", undated, window());
    expect(found.why).toMatch(/when it was taken is not told$/);
    expect(found.fromUs).toBeNaN();
  });
});

describe("the metrics of an instance", () => {
  const free = metric("FreeableMemory", "w", everyMinute(-60, END, 8 * GIB));

  test("minute by minute over the window are whole", async () => {
    const found = await entryOf("metrics", "w", { metrics: [free, metric("CPUUtilization", "w", [[0, 7]])] }, window());
    expect(found).toMatchObject({
      state: "full",
      fromUs: us(-60),
      toUs: us(END + 60),
      why: "CPUUtilization, FreeableMemory",
      fetch: null,
    });
  });

  test.each<[string, Parameters<typeof metric>[2], Parameters<typeof metric>[3], string]>([
    ["that begin later", everyMinute(600, END, GIB), {}, "the points do not reach over the whole window"],
    ["that end before", everyMinute(-60, 1200, GIB), {}, "the points do not reach over the whole window"],
    ["of another time", everyMinute(DAY, DAY + 600, GIB), {}, "no point inside the window"],
    [
      "every five minutes",
      [[-60, GIB]],
      { period: 300 },
      "FreeableMemory not minute by minute, so a spike is not excluded",
    ],
    [
      "with half an hour left out",
      [...everyMinute(-60, 300, GIB), ...everyMinute(2100, END, GIB)],
      {},
      "points are missing inside the window",
    ],
  ])("%s cover a part", async (_how, points, about, why) => {
    const found = await entryOf("metrics", "w", { metrics: [metric("FreeableMemory", "w", points, about)] }, window());
    expect(found).toMatchObject({ state: "partial", why: `FreeableMemory: ${why}` });
    expect(found.fetch).toMatch(/^FreeableMemory, /);
    expect(at(found.availableUntilUs)).toBe(END + 15 * DAY);
  });

  test("without FreeableMemory do not tell what they are wanted for", async () => {
    const found = await entryOf("metrics", "w", { metrics: [metric("CPUUtilization", "w", [[0, 7]])] }, window());
    expect(found.why).toBe("CPUUtilization: no FreeableMemory, which tells whether memory ran out");
  });

  test("that are not there are missed for every instance that is known", async () => {
    const about = { snapshots: [snapshot(0, ["w", "x"])] };
    const ledger = (await ledgerWith(about, window(), none)).filter((each) => each.source === "metrics");
    expect(ledger.map(({ subject, state, why }) => `${subject} ${state}: ${why}`)).toEqual([
      "w none: no CloudWatch metrics were supplied",
      "x none: no CloudWatch metrics were supplied",
    ]);
    const other = await entryOf("metrics", "x", { ...about, metrics: [free] }, window(), none);
    expect(other).toMatchObject({ state: "none", why: "the metrics supplied hold no point of this instance" });
  });

  test("with points at impossible times cover what can be told", async () => {
    const odd = metric("FreeableMemory", "w", [[-1e15, GIB], ...everyMinute(-60, END, GIB), [1e15, GIB]]);
    const found = await entryOf("metrics", "w", { metrics: [odd] }, window());
    expect([at(found.fromUs), at(found.toUs)]).toEqual([-60, END + 60]);
  });
});

function application(app: App, about: Partial<Documents> = {}): Promise<LedgerEntry> {
  return entryOf("application-log", "svc/pod", about, window(), app);
}

describe("the log of an application", () => {
  test("that covers the window needs nothing", async () => {
    const found = await application(new App("svc/pod").works(-60, END, 30));
    expect(found).toMatchObject({ state: "full", why: "records from before to after the window", fetch: null });
    expect([at(found.fromUs), at(found.toUs)]).toEqual([-60, END]);
  });

  test("that begins or ends inside, or is silent, covers a part", async () => {
    expect((await application(new App("svc/pod").works(600, END, 30))).why).toBe("its log begins inside the window");
    expect((await application(new App("svc/pod").works(-60, 600, 30))).why).toBe("its log ends inside the window");
    const silent = new App("svc/pod").works(-60, 600, 30).works(2400, END, 30);
    expect(await application(silent)).toMatchObject({
      state: "partial",
      why: "no record for 1800 s inside the window",
    });
  });

  test("of another day covers nothing", async () => {
    const found = await application(new App("svc/pod").works(-DAY, 600 - DAY, 30));
    expect(found).toMatchObject({ state: "none", why: "its log ends before the window" });
  });

  test("whose file was still growing is late", async () => {
    const growing = new Map([["apps/svc/pod.log", null]]);
    const found = await application(new App("svc/pod").works(-60, END, 30), { growing });
    expect(found).toMatchObject({ state: "pending", why: "its file was still growing when it was collected" });
    expect(at(found.runAgainUs)).toBe(END + 300);
  });
});

test("a case without any record has a ledger too, and no time in it", async () => {
  const ledger = await ledgerWith({});
  expect(ledger.map((each) => each.source)).toEqual([
    "rds-events",
    "application-log",
    "metrics",
    "cluster-snapshot",
    "cloudtrail",
  ]);
  for (const each of ledger) expect(each.availableUntilUs).toBeNaN();
});

test("every time in a ledger can be printed, however odd the documents", async () => {
  const about: Partial<Documents> = {
    calls: [call(1e17), call(0)],
    snapshots: [snapshot(1e17, ["w", "x"]), snapshot(null, ["w"])],
    metrics: [metric("FreeableMemory", "w", [[1e17, Infinity]])],
    collectedUs: 1e20,
  };
  for (const { fromUs, toUs, availableUntilUs, runAgainUs } of await ledgerWith(about, window(), none))
    for (const time of [fromUs, toUs, availableUntilUs, runAgainUs])
      if (Number.isFinite(time)) expect(formatUtc(time as Parameters<typeof formatUtc>[0])).toMatch(/Z$/);
});
