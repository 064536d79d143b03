// What the summary for the terminal shows, and what it leaves to --verbose.
import { describe, expect, test } from "vitest";
import type { CoverageReport, Report } from "../../src/model/index.ts";
import { renderText } from "../../src/report/index.ts";
import { sample } from "./sample.ts";

const plain = (report: Report, verbose = false, width = 100): string =>
  renderText(report, { width, color: false, displayTz: null, verbose });
/** From a heading to the next one. */
const part = (text: string, heading: string): string =>
  text.slice(text.indexOf(`\n${heading}`)).split(/\n\n(?=\S)/)[0] ?? "";
/** Words of a part, however it is wrapped. */
const words = (text: string): string => text.replaceAll(/\s+/g, " ");

const clients = (shown: string): string[] => shown.match(/pod-\d(?= )/g) ?? [];

const entry = (subject: string, source: CoverageReport["source"], state: CoverageReport["state"]): CoverageReport => ({
  subject,
  source,
  from: null,
  to: null,
  state,
  why: "",
  fetch: null,
  availableUntil: null,
  runAgainAfter: null,
});

const text = plain(sample);

describe("the phase clock", () => {
  test("keeps the database's downtime and the applications' recovery apart", () => {
    const shown = part(text, "Phase clock");
    expect(shown).toMatch(/^Database down {17}14 s$/m);
    expect(words(shown)).toContain(
      "Slowest application recovery more than 59.9 s after the fault: orders-api/pod-1 still refused when the data ends",
    );
    expect(shown).toMatch(/^ {2}promotion +19:11:52 – 19:11:58 +6 s ± 1 s +logs of aurora-1 and aurora-2$/m);
    expect(shown).toMatch(/^ {2}endpoint +19:12:18 +± 5 s /m);
    expect(shown.indexOf("endpoint")).toBeLessThan(shown.indexOf("billing/worker-1"));
  });

  test("says unknown rather than nothing without application logs", () => {
    const shown = part(plain({ ...sample, clients: [] }), "Phase clock");
    expect(shown).toContain("unknown: no application log");
  });

  test("shows the three slowest applications, and all under --verbose", () => {
    const phases = Array.from({ length: 9 }, (_, i) => ({
      name: "first successful write",
      client: `pod-${i}`,
      start: "2026-11-21T19:11:50Z",
      end: `2026-11-21T19:12:0${i}Z`,
      uncertaintyMs: 1000,
      source: "its own log",
      evidence: [],
    }));
    const many = { ...sample, incidents: sample.incidents.map((each) => ({ ...each, phases })) };
    expect(clients(part(plain(many), "Phase clock").replace(/^Slowest.*$/m, ""))).toEqual(["pod-8", "pod-7", "pod-6"]);
    expect(part(plain(many), "Phase clock")).toContain("… 6 more, faster: --verbose");
    expect(clients(part(plain(many, true), "Phase clock").replace(/^Slowest.*$/m, ""))).toHaveLength(9);
  });
});

test("commits in doubt are said to be unknown, with their lines", () => {
  expect(words(part(text, "Commits in doubt"))).toContain(
    "outcome unknown: check each 19:12:10.101Z orders-api/pod-1: COMMIT — the connection was lost after COMMIT was sent and before its answer (SQLSTATE 08007) [pod-1.log:12]",
  );
  expect(text).not.toMatch(/data loss|lost data/i);
});

test("missing items say their files, until when they exist and what they separate", () => {
  expect(words(part(text, "What is missing"))).toContain(
    "? log of aurora-3 (error/postgresql.log.2026-11-21-1900 … error/postgresql.log.2026-11-21-1930; kept until about 2026-11-24 20:00 UTC) — separates split-writer-race from instance-crash and other-cause; would decide: whether a third instance crashed as well",
  );
});

test("what is no line is cited as what it is", () => {
  expect(text).toContain("[metrics.json#/MetricDataResults/0/Values/3]");
  expect(text).toContain("[case.yaml:9, stated by the operator]");
});

describe("clients", () => {
  test("are told in a row, the stale ones in a sentence", () => {
    const shown = part(text, "Clients");
    expect(shown).toMatch(/^billing\/worker-1 +31 +17 +restart +\+2 h 00 min 00\.1 s ± 0\.1 s$/m);
    expect(words(shown)).toContain(
      "orders-api/pod-1: 49.2 s stale, 9.8 × the endpoint's TTL of 5 s (Aurora's default); 214 errors in 3 sessions, 0 of them opened after the writer changed; pooled; STILL REFUSED when the data ends; needs a restart",
    );
    expect(shown).not.toContain("PgBouncer");
  });

  test("are told whole under --verbose", () => {
    const shown = words(part(plain(sample, true), "Clients"));
    expect(shown).toContain("clock +37.2 s ± 0.5 s vs the database (12 pairs by backend PID, 0 outliers) [");
    expect(shown).toContain("clock not estimable: no record names a session");
    expect(shown).toContain("errors on aurora-1: 214, by the server's own line [");
    expect(shown).toContain("pooler PgBouncer: it connects to port 6432 of pgbouncer.internal [worker-1.log:2]");
    expect(shown).toContain("sub-type pooled: the same 3 backends");
  });
});

test("the three explanations stand side by side, the gravest client's with reasons", () => {
  const shown = part(text, "Why refused as read-only");
  expect(shown).toMatch(/^client +old connection kept {2}endpoint wrong {2}writer refused$/m);
  expect(shown).toMatch(/^orders-api\/pod-1 +yes +no +no$/m);
  expect(shown).toMatch(/^billing\/worker-1 +undecidable +undecidable +no$/m);
  expect(words(shown)).toContain("old connection kept yes — PIDs 22991");
  expect(shown).not.toContain("the pooler hides");
  expect(part(plain(sample, true), "Why refused as read-only")).toContain("the pooler hides the backend PIDs");
  expect(words(part(plain(sample, false, 60), "Why refused as read-only"))).toContain(
    "billing/worker-1 — old connection kept: undecidable, endpoint wrong: undecidable, writer refused: no",
  );
});

test("novel lines and rules are said to be no part of the verdict", () => {
  expect(words(part(text, "Novel lines"))).toContain(
    "not part of the verdict · aurora-2 warning (12 ×, never in 11 min 30 s of quiet log): segment map of relation <*> rebuilt in <*> ms [",
  );
  expect(words(part(text, "Your rules"))).toContain("not part of the verdict · queue-high-water: The outgoing queue");
});

test("earlier cases and the fingerprint are told under --verbose", () => {
  expect(text).not.toContain("Earlier cases");
  const shown = plain(sample, true);
  expect(words(part(shown, "Earlier cases"))).toContain("same fingerprint (5 of 5 steps shared)");
  expect(part(shown, "Fingerprint")).toContain("failover started → writer shuts down");
});

describe("the coverage ledger", () => {
  test("lies on the axis of the lanes", () => {
    const lines = text.split("\n");
    const column = lines.find((line) => line.startsWith("aurora-1 "))?.indexOf("▓");
    const bar = lines.find((line) => line.startsWith("aurora-2 log"));
    expect(bar?.search(/[━>]/)).toBe(column);
    expect(bar).toMatch(/━>+$/);
    expect(bar).toHaveLength(100);
  });

  test("says why a source is not there, what to fetch and when to run again", () => {
    const shown = words(part(text, "Coverage"));
    expect(shown).toContain(
      "aurora-3 log: NOT AVAILABLE because the events name it and no log of it was supplied; fetch error/postgresql.log.2026-11-21-1900 … error/postgresql.log.2026-11-21-1930 (kept until about 2026-11-24 19:30 UTC)",
    );
    expect(shown).toContain("was collected; run again after 19:35:00 UTC; fetch");
  });

  test("leaves out applications that are covered, never an instance", () => {
    const pods = Array.from({ length: 40 }, (_, i) =>
      entry(`api/pod-${i}`, "application-log", i === 7 ? "none" : "full"),
    );
    const servers = Array.from({ length: 15 }, (_, i) => entry(`aurora-${i}`, "postgresql-log", "full"));
    const drawn = (coverage: readonly CoverageReport[], verbose: boolean): string[] =>
      plain({ ...sample, coverage }, verbose).match(/^\S.* {2}[━┄]+$/gm) ?? [];
    expect(drawn(pods, false)).toHaveLength(1);
    expect(plain({ ...sample, coverage: pods })).toContain("… 39 more applications, each covered whole: --verbose");
    expect(drawn([...pods, ...servers], false)).toHaveLength(15);
    expect(drawn([...pods, ...servers], true)).toHaveLength(55);
  });
});
