// The report's own timeline: every dated thing once, in the order of time.
import { describe, expect, test } from "vitest";
import { renderTimeline, reportTimeline, timelineFormats } from "../../../src/report/index.ts";
import { instantUs } from "../../../src/report/timeline-formats/instant-us.ts";
import { parseCsv } from "../../csv.ts";
import { hostile, payloads } from "../hostile.ts";
import { sample } from "../sample.ts";

const rows = reportTimeline(sample);

test("holds every dated thing once, by time", () => {
  const times = rows.map(({ time }) => instantUs(time));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const count = (kind: string): number => rows.filter((row) => row.kind === kind).length;
  const [incident] = sample.incidents;
  expect(count("moment")).toBe(incident?.moments.filter(({ time }) => time !== null).length);
  expect(count("phase")).toBe(incident?.phases.length);
  expect(count("in-doubt")).toBe(1);
  expect(count("state")).toBe(sample.instances.flatMap(({ states }) => states).length);
  const evidence = rows.flatMap((row) => (row.kind === "evidence" ? row.evidence : []));
  const dated = sample.evidence.flatMap(({ id, time }) => (time === null ? [] : [id]));
  expect(evidence).toHaveLength(dated.length);
  expect(new Set(evidence)).toEqual(new Set(dated));
});

test("a row says what it is, until when, and where it stands", () => {
  expect(rows.find(({ kind, text }) => kind === "phase" && text.startsWith("two writers"))).toEqual({
    kind: "phase",
    incident: "i1",
    time: "2026-11-21T19:12:01Z",
    end: "2026-11-21T19:12:09Z",
    uncertaintyMs: 2000,
    instance: null,
    client: null,
    text: "two writers (by logs of aurora-1 and aurora-2)",
    evidence: ["e3", "e5"],
    citation: expect.stringMatching(/:\d+$/) as string,
  });
  expect(rows.find(({ evidence, kind }) => kind === "evidence" && evidence[0] === "e11")?.text).toContain(
    "(one of 214)",
  );
});

describe.each(timelineFormats)("as %s", (format) => {
  test("has a line a row", () => {
    const text = renderTimeline(sample, format);
    const found = format.endsWith("csv")
      ? parseCsv(text).slice(1)
      : text
          .split("\n")
          .slice(0, -1)
          .map((line) => JSON.parse(line) as object);
    expect(found).toHaveLength(rows.length);
    expect(renderTimeline(sample, format)).toBe(text);
  });

  test.each(payloads)("keeps %j a text", (payload) => {
    const text = renderTimeline(hostile(payload), format);
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(text.replaceAll("\r\n", "\n")).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/,
    );
    if (format.endsWith("csv")) expect(new Set(parseCsv(text).map((row) => row.length)).size).toBe(1);
  });
});
