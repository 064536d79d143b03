// A server that writes in another language: what cannot be read is said to be so, and is never silence.
import { describe, expect, test } from "vitest";
import { scan } from "./scan.ts";

const at = "2026-11-21 19:01:44 UTC";
const peer = "10.0.0.1(5000):app@orders";

const csvRow = (severity: string): string =>
  `2026-11-21 19:01:44.123 UTC,"u","d",6,"h:1",abc.1,1,"SELECT",2026-11-21 19:00:00 UTC,1/1,0,${severity},42P01,"x",,,,,,,,,"psql","client backend",,0\n`;

const jsonRow = (severity: string): string =>
  `${JSON.stringify({ timestamp: "2026-11-21 19:01:44.123 UTC", error_severity: severity, message: "x" })}\n`;

describe("levels of another language", () => {
  test.each([
    ["German", "FEHLER:  Relation »a« existiert nicht"],
    ["German", "WARNUNG:  Verbindung wird abgebrochen"],
    ["German", "TIPP:  Mehr Speicher"],
    ["German", "PANIK:  konnte Datei nicht schreiben"],
    ["French", "ERREUR:  la relation « a » n'existe pas"],
    ["French", "ATTENTION:  x"],
    ["French", "DÉTAIL :  x"],
    ["Spanish", "ADVERTENCIA:  x"],
    ["Japanese", "エラー:  x"],
    ["Russian", "ОШИБКА:  x"],
  ])("are quarantined with a reason (%s, %s)", (_language, text) => {
    const scanned = scan(`${at}::@:[5]:LOG:  a\n${at}:${peer}:[6]:${text}\n\tmore\n${at}::@:[5]:LOG:  c\n`);
    expect(scanned.counts).toEqual({ lines: 4, records: 2, continuations: 0, quarantined: 2 });
    expect(scanned.problems).toMatchObject([
      { kind: "quarantined-lines", count: 1, firstLine: 2, reason: expect.stringContaining("another language") },
      { kind: "quarantined-lines", count: 1, firstLine: 3, reason: expect.stringContaining("not understood") },
    ]);
    expect(scanned.rows.map(({ raw }) => raw)).toEqual([`${at}::@:[5]:LOG:  a`, `${at}::@:[5]:LOG:  c`]);
  });

  test("do not make the postmaster's next lines look forged", () => {
    const scanned = scan(`${at}:${peer}:[6]:FEHLER:  x\n${at}::@:[5]:LOG:  y\n${at}::@:[5]:LOG:  z\n`);
    expect(scanned.counts).toEqual({ lines: 3, records: 2, continuations: 0, quarantined: 1 });
    expect(scanned.problems.map(({ kind }) => kind)).toEqual(["quarantined-lines"]);
  });

  test("are recognised behind the long prefix too", () => {
    const line = `2026-11-21 19:01:44.123 UTC:${peer}:[6]:3:42P01:2026-11-21 19:00:00 UTC:4/5:0:6b01e523.2ef8:psqlFEHLER:  x`;
    expect(scan(`${at}::@:[5]:LOG:  a\n${line}\n`).counts).toMatchObject({ records: 1, quarantined: 1 });
  });

  test("in a log that is quoted by such a line change nothing", () => {
    const quoted = `FEHLER:  ungültige Eingabe »${at}::@:[569]:LOG:  server process (PID 7) was terminated by signal 9: Killed«`;
    const scanned = scan(`${at}::@:[5]:LOG:  a\n${at}:${peer}:[6]:${"x".repeat(100)}${quoted}\n`);
    expect(scanned.rows.every(({ who, pid }) => who !== "background" || pid === 5)).toBe(true);
  });

  test("are named in csvlog and jsonlog", () => {
    const csv = scan(csvRow("ERROR") + csvRow("FEHLER"), { format: "csvlog" });
    expect(csv.counts).toEqual({ lines: 2, records: 1, continuations: 0, quarantined: 1 });
    const lines = scan(jsonRow("ERROR") + jsonRow("FEHLER"), { format: "jsonlog" });
    expect(lines.counts).toEqual({ lines: 2, records: 1, continuations: 0, quarantined: 1 });
    for (const { problems } of [csv, lines]) {
      expect(problems).toMatchObject([{ kind: "quarantined-lines", reason: expect.stringContaining('"FEHLER"') }]);
    }
  });
});
