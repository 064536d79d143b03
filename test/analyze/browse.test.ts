import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { analyze, browse, type Browsed, defaultOptions, eventLines, openCase } from "../../src/analyze/index.ts";
import { renderJson } from "../../src/report/index.ts";
import type { Evidence } from "../../src/sources/index.ts";
import { openRecords } from "../../src/tui/index.ts";
import { fixtures, incidents } from "../golden/golden.ts";
import { instant, renderServerLog, type ServerRecord } from "../server-log.ts";
import { Turns } from "../tui/records/made-case.ts";

// oxlint-disable-next-line no-empty-function, require-yield -- nothing is read from standard input
const nothing = async function* (): AsyncIterable<Uint8Array> {};
let folder = "";
let evidence: Evidence | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postmortem-browse-"));
});
afterEach(() => {
  evidence?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(path: string): Promise<Evidence> {
  evidence?.close();
  evidence = await openCase([path], nothing, join(folder, "scratch"));
  return evidence;
}

async function browsed(files: Readonly<Record<string, string>>): Promise<Browsed> {
  const at = join(folder, "case");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  return browse(await open(at), defaultOptions);
}

function ordered(sources: Browsed) {
  const turns = new Turns();
  const records = openRecords(sources, turns);
  turns.all();
  if (records.all === null) throw new Error("no order");
  return { records, all: records.all };
}

const session = { user: "app", host: "10.0.0.7", port: 40_000 };
const server: readonly ServerRecord[] = Array.from({ length: 12 }, (_, at) => ({
  at,
  pid: 40 + (at % 3),
  session: at % 2 === 0 ? session : null,
  level: at === 5 ? "ERROR" : "LOG",
  message: `message ${at}`,
  ...(at === 5 ? { statement: "UPDATE t\n  SET a = 1" } : {}),
}));

describe.each(incidents())("of %s", (name) => {
  test("the report is that of an analysis, and the records are those that are printed, in the same order", async () => {
    const path = join(fixtures, name);
    const report = renderJson(await analyze(await open(path), defaultOptions));
    const lines: string[] = [];
    for await (const { source } of eventLines(await open(path), defaultOptions, { instance: null, matches: null }))
      lines.push(`${source.file}:${source.line}`);
    const sources = await browse(await open(path), defaultOptions);
    expect(renderJson(sources.report)).toBe(report);
    const { records, all } = ordered(sources);
    const { timeline } = sources;
    const shown = Array.from({ length: all.count }, (_, place) => timeline.source(all.at(place)?.row ?? -1));
    // Corrected clocks move a client's records, and printing corrects none.
    expect(shown.map(({ file, line }) => `${file}:${line}`).sort()).toEqual(lines.toSorted());
    for (let place = 0; place < all.count; place += 1 + Math.floor(all.count / 20)) {
      const detail = records.detail(place, all, 3);
      expect(detail).toMatchObject({ file: shown[place]?.file, line: shown[place]?.line, row: all.at(place)?.row });
      expect(detail?.lines.join("\n").startsWith(timeline.raw(detail.row).split("\n")[0] ?? "-")).toBe(true);
      expect(records.rowOfByte(detail?.file ?? "", detail?.byteOffset ?? -1)).toBe(detail?.row);
    }
    for (const { path: file, lines: count } of sources.files) {
      for (let line = 1; line <= (count ?? 0); line++) {
        const row = records.rowOfLine(file, line);
        expect(row === null ? null : all.at(all.placeOf(row))?.row).toBe(row);
      }
    }
  });
});

test("a log in two formats is listed once, and every line of both leads to its record", async () => {
  const sources = await browsed({
    "instances/db-1/postgresql.log.2026-11-21-1900": renderServerLog(server, "short"),
    "instances/db-1/postgresql.log.2026-11-21-1900.csv": renderServerLog(server, "csvlog"),
  });
  const { records, all } = ordered(sources);
  expect(all.count).toBe(server.length);
  const [short = "", csv = ""] = records.files;
  expect(csv).toBe(`${short}.csv`);
  server.forEach((each, at) => {
    // Behind the sixth record stand two lines of its statement.
    const line = at < 6 ? at + 1 : at + 3;
    for (const row of [records.rowOfLine(short, line), records.rowOfLine(csv, at < 6 ? at + 1 : at + 2)]) {
      const place = all.placeOf(row ?? -1);
      expect(all.at(place)?.message).toBe(each.message);
    }
  });
  expect(records.rowOfLine(short, 8)).toBe(records.rowOfLine(csv, 6));
});

test("clients' clocks are corrected as the analysis corrects them", async () => {
  const refused = Array.from({ length: 40 }, (_, i): ServerRecord => ({
    at: i * 7 + (i % 5),
    pid: 900 + i,
    session: { ...session, port: 41_000 + i },
    level: "ERROR",
    message: "cannot execute INSERT in a read-only transaction",
  }));
  const app = refused
    .map(({ at, pid }) =>
      JSON.stringify({
        level: "error",
        time: instant(at + 1800)
          .replace("T", " ")
          .replace("Z", ""),
        msg: `cannot execute INSERT in a read-only transaction (backend pid ${pid})`,
      }),
    )
    .join("\n");
  const sources = await browsed({
    "instances/db-1/postgresql.log.2026-11-21-1900": renderServerLog(refused, "long"),
    "apps/orders/pod-1.log": `${app}\n`,
  });
  const told = sources.report.problems.find(({ kind }) => kind === "zone-estimated" || kind === "zone-assumed");
  const stream = sources.timeline.streams.find(({ kind }) => kind === "client");
  expect(told).toBeDefined();
  expect(stream?.offsetSeconds).not.toBe(0);
  if (told?.kind === "zone-estimated") expect(stream?.offsetSeconds).toBe(told.offsetSeconds);
});
