import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { renderText } from "../../src/report/index.ts";
import { cellWidth } from "../../src/text/index.ts";
import { hostile, payloads } from "./hostile.ts";
import { sample } from "./sample.ts";

const plain = (report: Report, width = 100, verbose = false, displayTz: string | null = null): string =>
  renderText(report, { width, color: false, displayTz, verbose });

describe("the summary", () => {
  const text = plain(sample, 100, false, "Europe/Berlin");
  const at = (part: string): number => {
    const index = text.indexOf(part);
    expect(index, part).toBeGreaterThanOrEqual(0);
    return index;
  };

  test("names first who is to be restarted", () => {
    expect(text).toMatch(/^STILL REFUSED — restart these: orders-api\/pod-1 \(last read-only error 19:12:50/);
    const healed = { ...sample, clients: sample.clients.map((client) => ({ ...client, stillRefusedAtEnd: false })) };
    expect(plain(healed)).toMatch(/^┌/);
  });

  test("then the verdict, the axes, the lanes, the moments, the reasons, the gaps", () => {
    const order = [
      "SPLIT-WRITER-RACE · probable",
      "2026-11-21 19:11:30 – 19:13:30 UTC",
      "20:11:30 – 20:13:30 Europe/Berlin",
      "Trigger           failover asked for by the customer",
      "Server mechanism  split-writer-race · probable",
      "Client effect     endpoint-staleness (pooled)",
      "Recurrence        second time in 9 days, same fingerprint",
      "Instances",
      "Evidence          which part of this each source covers",
      "Key moments",
      "19:12:09Z (20:12:09)      aurora-1  backend 1616",
      "Phase clock",
      "Commits in doubt",
      "Leading hypothesis",
      "not higher: memory",
      "What is missing",
      "Clients",
      "Why refused as read-only",
      "Seen, and no part of an incident",
      "Novel lines",
      "Your rules",
      "\nCoverage\n",
      "12 003 lines = 11 800 in records",
    ].map(at);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("shows the overlap of two writers on one axis, without colour", () => {
    const lines = text.split("\n");
    const overlap = lines.find((line) => line.startsWith("2 writers")) ?? "";
    // A column in which a state ends shows the shorter state; the next ones show both writers.
    const first = overlap.indexOf("█") + 1;
    expect(first).toBeGreaterThan(1);
    for (const instance of ["aurora-1", "aurora-2"]) {
      expect(lines.find((line) => line.startsWith(instance))?.slice(first, first + 2)).toBe("▓▓");
    }
  });

  test.each([60, 80, 100, 140, 160])("fits %i columns", (width) => {
    for (const verbose of [false, true]) {
      for (const line of plain(sample, width, verbose, "Asia/Kolkata").split("\n")) {
        expect(cellWidth(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  test("has colours only when asked, and says the same with them", () => {
    const colored = renderText(sample, { width: 100, color: true, displayTz: null, verbose: false });
    expect(plain(sample)).not.toContain("\u001b");
    const stripped = colored.replaceAll(/\u001b\[[\d;]*m/g, "").replaceAll(/ +$/gm, "");
    expect(stripped).toBe(plain(sample));
  });

  test("names every problem under --verbose and counts them otherwise", () => {
    expect(plain(sample)).toContain("2 problems with the evidence");
    expect(plain(sample, 200, true)).toContain("states no time zone; UTC assumed");
  });

  test("has something to say about nothing", () => {
    const empty: Report = {
      ...sample,
      window: { start: null, end: null },
      verdict: { class: "no-incident", level: "strong", cause: null, headline: "Nothing abnormal.", incident: null },
      incidents: [],
      instances: [],
      clients: [],
      evidence: [],
      coverage: [],
      novel: [],
      ruleFindings: [],
      recurrence: null,
      problems: [],
    };
    expect(plain(empty)).toContain("NO-INCIDENT");
    expect(plain(empty)).toContain("no dated record");
    expect(plain(empty, 100, true).match(/^[A-Z][a-z].*$/gm)).toEqual(["Coverage"]);
  });

  test("shows four of what was seen, with its line, and the rest under --verbose", () => {
    expect(plain(sample, 160)).toContain(
      "aurora-1: deadlock detected, 7 times: errors of sessions, the server went on  [aurora-1:postgresql.log.2026-11-21-19:812]",
    );
    const instances = sample.instances.map((instance) => ({ ...instance, seen: [] }));
    expect(plain({ ...sample, instances })).not.toContain("Seen,");
    const seen = [1, 2, 3, 4, 5, 6].map((n) => ({ text: `note ${n}`, evidence: [] }));
    const many = { ...sample, instances: instances.map((instance) => ({ ...instance, seen })) };
    const note = /· aurora-\d: note \d/g;
    expect(plain(many).match(note)).toHaveLength(4);
    expect(plain(many)).toContain("… 14 more: --verbose");
    expect(plain(many, 100, true).match(note)).toHaveLength(18);
  });

  test("can be had in ASCII, every line as wide", () => {
    const ascii = renderText(sample, { width: 100, color: false, displayTz: null, verbose: true, ascii: true });
    expect(ascii).toMatch(/^[\n\x20-\x7e]*$/);
    expect(ascii.split("\n").map(cellWidth)).toEqual(plain(sample, 100, true).split("\n").map(cellWidth));
    expect(ascii).toMatch(/^aurora-2 log {6}=+>+$/m);
  });
});

test.each(payloads)("nothing of %j acts on the terminal", (payload) => {
  const report = hostile(payload);
  for (const verbose of [false, true]) {
    const text = plain(report, 100, verbose, "Europe/Berlin");
    const ascii = renderText(report, { width: 100, color: false, displayTz: null, verbose, ascii: true });
    expect(ascii).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
    for (const line of text.split("\n")) expect(cellWidth(line), line).toBeLessThanOrEqual(100);
  }
});

test("a payload reaches every part that has its text from data", () => {
  const text = renderText(hostile("Ω"), { width: 160, color: false, displayTz: null, verbose: true }).replaceAll(
    /\s+/g,
    " ",
  );
  for (const part of [
    "same fingerprintΩ",
    "promotionΩ",
    "logs of aurora-1 and aurora-2Ω",
    "(SQLSTATE 08007)Ω",
    "error/postgresql.log.2026-11-21-1930Ω;",
    "server's line names tooΩ",
    "errors on aurora-1Ω",
    "pgbouncer.internalΩ",
    "change of the writer to the endΩ",
    "refused after itΩ",
    "aurora-1Ω: deadlock detected, 7 times: errors of sessions, the server went onΩ",
    "crash of bothΩ",
    "postmortem-orders-2026-11-12Ω",
    "rebuilt in <*> msΩ",
    "queue-high-waterΩ: The outgoing queue passed its high-water markΩ",
    "no log of it was suppliedΩ",
    "error/postgresql.log.2026-11-21-1900Ω (kept",
    "metrics.jsonΩ#/MetricDataResults/0/Values/3Ω",
  ]) {
    expect(text).toContain(part);
  }
});
