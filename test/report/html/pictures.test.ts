import { JSDOM } from "jsdom";
import { describe, expect, test } from "vitest";
import type { CoverageReport, IncidentReport, InstanceStateReport, Report } from "../../../src/model/index.ts";
import { extentOf } from "../../../src/report/html/chart/extent.ts";
import { timeAxis } from "../../../src/report/html/chart/time-axis.ts";
import { twoWriters } from "../../../src/report/html/chart/writers.ts";
import { sample } from "../sample.ts";
import { written } from "./written.ts";

const incident = sample.incidents[0] as IncidentReport;
const page = (report: Report) => new JSDOM(written(report)).window.document;
const document = page(sample);
const all = (selector: string, of = document) => [...of.querySelectorAll(selector)];
const wide = (picture: string): string => `#s-lanes svg.wide[aria-labelledby^="c-${picture}-"]`;
const state = (start: string, end: string, more: Partial<InstanceStateReport> = {}): InstanceStateReport => ({
  state: "ready",
  role: "writer",
  roleSource: "event",
  start: `2026-11-21T${start}Z`,
  end: `2026-11-21T${end}Z`,
  evidence: [],
  ...more,
});
const instance = (id: string, states: readonly InstanceStateReport[]) => ({ id, states, seen: [] });

describe("every picture", () => {
  test("is an image with a title and a description, for wide and for narrow screens", () => {
    const images = all(".part > svg[role=img]");
    expect(images.length).toBe(2 * 5); // instances, clients, coverage, phases, staleness
    for (const svg of images) {
      const [title, description] = ["labelledby", "describedby"].map(
        (name) => document.getElementById(svg.getAttribute(`aria-${name}`) ?? "")?.textContent ?? "",
      );
      expect(title?.length).toBeGreaterThan(20);
      expect(description?.length).toBeGreaterThan(40);
    }
  });

  test("of one incident has the same axis, on which the script moves them together", () => {
    const plots = all(".plots[data-zoom]");
    expect(plots).toHaveLength(2);
    expect(new Set(plots.map((each) => each.getAttribute("data-start"))).size).toBe(1);
    expect(
      new Set(all("svg.wide .plot").map((plot) => `${plot.getAttribute("x")} ${plot.getAttribute("width")}`)).size,
    ).toBe(1);
  });

  test("draws a time where the axis has it", () => {
    const extent = extentOf(sample, incident);
    expect(extent).not.toBeNull();
    if (!extent) return;
    const axis = timeAxis(extent.startMs, extent.endMs, 626);
    const crash = all(`${wide("instances")} .sign.crash`).map((sign) =>
      sign.closest("[data-a]")?.getAttribute("data-a"),
    );
    const told = sample.instances.flatMap(({ states }) =>
      states.filter((each) => each.state === "crashed").map(({ start }) => String(Date.parse(start) - extent.startMs)),
    );
    expect(told.length).toBeGreaterThan(0);
    expect(crash).toEqual(told);
    expect(axis.x(extent.startMs)).toBe(0);
    expect(axis.x(extent.endMs)).toBe(626);
  });
});

describe("key moments", () => {
  test("are links to the timeline's rows, once for each width", () => {
    const dated = incident.moments.flatMap(({ time }, index) => (time === null ? [] : [`#t-1-${index + 1}`]));
    expect(dated.length).toBeGreaterThan(5);
    expect(all("svg.wide.strip a").map((link) => link.getAttribute("href"))).toEqual(dated);
    expect(all("svg.narrow.strip a").map((link) => link.getAttribute("href"))).toEqual(dated);
    expect(all("svg.wide.strip a")[0]?.getAttribute("aria-label")).toMatch(/^1: \d\d:\d\d:\d\d/);
  });

  test("of one second stand above each other", () => {
    const moment = { time: "2026-11-21T19:12:00Z", instance: "aurora-1", text: "x", evidence: [] };
    const moments = Array.from({ length: 4 }, (_, index) => ({ ...moment, text: `x${index}` }));
    const drawn = page({ ...sample, incidents: [{ ...incident, moments }] });
    const heights = all("svg.wide.strip .mark circle", drawn).map((circle) => circle.getAttribute("cy"));
    expect(new Set(heights).size).toBe(4);
  });
});

describe("instances", () => {
  test("that were writer at once are hatched over both lanes, and told in words", () => {
    const instances = [
      instance("a", [state("19:12:00", "19:12:20")]),
      instance("b", [state("19:12:10", "19:12:30"), state("19:12:30", "19:12:40", { role: "reader" })]),
    ];
    expect(twoWriters(instances)).toEqual([[Date.parse("2026-11-21T19:12:10Z"), Date.parse("2026-11-21T19:12:20Z")]]);
    const drawn = page({ ...sample, instances });
    expect(all(`${wide("instances")} .overlap`, drawn)).toHaveLength(1);
    expect(drawn.querySelector(`${wide("instances")} desc`)?.textContent).toContain("writer at once for 10 s");
    expect(drawn.querySelector("#s-lanes .legend")?.textContent).toContain("two writers at once");
  });

  test("that were not writer at once are not", () => {
    const instances = [instance("a", [state("19:12:00", "19:12:20")]), instance("b", [state("19:12:20", "19:12:30")])];
    expect(twoWriters(instances)).toEqual([]);
    expect(all(".overlap", page({ ...sample, instances }))).toEqual([]);
  });

  test("tell their states by letter and by shape, not by colour alone", () => {
    const states = [
      state("19:12:00", "19:12:10"),
      state("19:12:10", "19:12:20", { role: "reader" }),
      state("19:12:20", "19:12:30", { role: "unknown" }),
      state("19:12:30", "19:12:30", { state: "stopping", role: "unknown" }),
      state("19:12:30", "19:12:40", { state: "down", role: "unknown" }),
      state("19:12:40", "19:12:50", { state: "starting", role: "unknown" }),
    ];
    const drawn = page({ ...sample, instances: [instance("a", states)] });
    expect(all(`${wide("instances")} .letter`, drawn).map((each) => each.textContent)).toEqual(["W", "R", "?"]);
    expect(all(`${wide("instances")} .sign`, drawn).map((each) => each.getAttribute("class"))).toEqual([
      "sign stopping",
      "sign starting",
    ]);
    expect(all(`${wide("instances")} .state.down`, drawn)).toHaveLength(1);
  });
});

const entry = (subject: string, more: Partial<CoverageReport>): CoverageReport => ({
  subject,
  source: "postgresql-log",
  from: null,
  to: null,
  state: "none",
  why: "",
  fetch: null,
  availableUntil: null,
  runAgainAfter: null,
  ...more,
});

test("coverage shows what is not there as that", () => {
  const [from, to] = ["2026-11-21T19:12:00Z", "2026-11-21T19:12:30Z"];
  const coverage = [
    entry("a", { state: "full", from, to }),
    entry("b", { state: "partial", from, to }),
    entry("c", { state: "none" }),
    entry("d", { state: "pending", from, to }),
  ];
  const drawn = page({ ...sample, coverage });
  const kinds = all(`${wide("coverage")} .cover`, drawn).map((bar) => bar.getAttribute("class")?.replace("cover ", ""));
  expect(kinds).toEqual(["there", "missing", "there", "missing", "missing", "missing", "there", "late"]);
  expect(all(`${wide("coverage")} .value`, drawn).map((value) => value.textContent)).toEqual([
    "covered",
    "in part",
    "not available",
    "not there yet",
  ]);
});

test("staleness is drawn against the TTL, and is open where nobody saw its end", () => {
  const svg = document.querySelector("#s-staleness svg.wide");
  expect([...(svg?.querySelectorAll(".value") ?? [])].map((value) => value.textContent)).toEqual([
    "≥ 49.2 s, 9.8 × TTL",
    "17 s, 3.4 × TTL",
  ]);
  expect([...(svg?.querySelectorAll("path.open") ?? [])]).toHaveLength(1);
  expect([...(svg?.querySelectorAll(".ttl") ?? [])]).toHaveLength(2);
});

test("phases of the database and of the clients stand apart, with whiskers", () => {
  const svg = document.querySelector("#s-phases svg.wide");
  const names = [...(svg?.querySelectorAll(".names .group") ?? [])].map((name) => name.textContent);
  expect(names).toEqual(["Database", "Applications, until they write again"]);
  expect([...(svg?.querySelectorAll(".whisker") ?? [])]).toHaveLength(incident.phases.length);
});

test("a report without a time draws nothing and says so", () => {
  const timeless: Report = { ...sample, incidents: [], window: { start: null, end: null } };
  const { document: drawn } = new JSDOM(written(timeless)).window;
  expect(drawn.querySelector("#s-lanes")?.querySelector("svg")).toBeNull();
});
