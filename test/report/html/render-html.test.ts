import { createHash } from "node:crypto";
import axe from "axe-core";
import { JSDOM } from "jsdom";
import { describe, expect, test } from "vitest";
import type { EvidenceReport } from "../../../src/model/index.ts";
import { sample } from "../sample.ts";
import { written } from "./written.ts";

const bytes = written(sample, "Postmortem of <orders>");
const { document } = new JSDOM(bytes).window;
const all = (selector: string) => [...document.querySelectorAll(selector)];

const hash = (name: string): string => {
  const [, text = ""] = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(bytes) ?? [];
  expect(text.length).toBeGreaterThan(1000);
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
};
const of = (fits: (evidence: EvidenceReport) => boolean): number => sample.evidence.filter(fits).length;

describe("the page", () => {
  test("is English, has one title and one first heading, foreign text as text", () => {
    expect(document.documentElement.getAttribute("lang")).toBe("en");
    expect(document.querySelector("title")?.textContent).toBe("Postmortem of <orders>");
    expect(all("h1").map((each) => each.textContent)).toEqual(["Postmortem of <orders>"]);
  });

  test("says the verdict before the contents, and the contents before the rest", () => {
    const order = ["header .class", "#s-summary", "nav.contents", "#s-verdict", "#s-timeline", "#s-evidence"];
    const places = order.map((selector) =>
      bytes.indexOf(document.querySelector(selector)?.outerHTML.slice(0, 40) ?? "-"),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(document.querySelector("header")?.textContent).toContain(sample.verdict.headline);
  });

  test("lists every section but the summary", () => {
    const listed = all(".contents a").map((each) => each.getAttribute("href"));
    expect(listed).toEqual(all("main > section").map(({ id }) => `#${id}`));
    expect(listed.length).toBeGreaterThan(15);
  });

  test("allows its own style and script by the hashes of their bytes, and nothing else", () => {
    const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]")?.getAttribute("content") ?? "";
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash("style")}; script-src ${hash("script")}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(all("script, style")).toHaveLength(2);
  });

  test("has no handler, no style attribute, and no address of another place", () => {
    for (const element of all("*"))
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|^style$|^src$|^srcset$/);
        // A page of ours to read on is followed by a click alone.
        if (element.getAttribute("rel") === "noreferrer" && name === "href")
          expect(value).toMatch(/^https:\/\/[\w./#-]+$/);
        else if (name.endsWith("href")) expect(value).toMatch(/^#[\w-]+$/);
        else expect(value).not.toMatch(/https?:|url\(/);
      }
    expect(/<style>([\s\S]*?)<\/style>/.exec(bytes)?.[1]).not.toMatch(/@import|url\((?!#)/);
  });

  test("has each id once, and every link leads to one", () => {
    const ids = all("[id]").map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    for (const name of ["href", "aria-labelledby", "aria-describedby"])
      for (const element of all(`[${name}]:not([rel])`))
        expect(known).toContain((element.getAttribute(name) ?? "").replace(/^#/, ""));
  });

  test("has headings without a gap between levels", () => {
    let before = 0;
    for (const { localName } of all("h1, h2, h3, h4")) {
      const level = Number(localName.slice(1));
      expect(level).toBeLessThanOrEqual(before + 1);
      before = level;
    }
  });

  test("gives the same bytes again, under any zone of the machine", () => {
    const zone = process.env["TZ"];
    try {
      process.env["TZ"] = "Asia/Kolkata";
      expect(written(sample, "Postmortem of <orders>")).toBe(bytes);
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
  });

  test("has no fault that axe finds without a layout", async () => {
    const { window } = new JSDOM(bytes, { runScripts: "outside-only" });
    window.eval(axe.source);
    const result = (await window.eval(
      "axe.run(document, { rules: { 'color-contrast': { enabled: false } } })",
    )) as axe.AxeResults;
    expect(result.passes.length).toBeGreaterThan(25);
    expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});

describe("evidence", () => {
  test("is all there, with its place, its text and who cites it", () => {
    expect(all(".entry").map(({ id }) => id)).toEqual(sample.evidence.map(({ id }) => id));
    const entry = document.getElementById("e5");
    expect(entry?.querySelector(".label code")?.textContent).toBe("aurora-1:postgresql.log.2026-11-21-19:1834");
    expect(entry?.getAttribute("data-cite")).toBe("[aurora-1:postgresql.log.2026-11-21-19:1834]");
    expect(entry?.querySelector(".provenance")?.textContent).toContain("byte 177898, 99 bytes");
    expect(entry?.querySelector("pre")?.textContent).toContain("terminated by signal 9: Killed");
    expect(entry?.querySelector(".back")?.textContent).toMatch(/^Cited in .*Timeline.*Hypotheses/);
  });

  test("links back to a place that cites it", () => {
    const links = all(".entry .back a");
    expect(links.length).toBeGreaterThan(20);
    for (const link of links) {
      const citing = document.getElementById((link.getAttribute("href") ?? "").slice(1));
      expect(citing?.getAttribute("href")).toBe(`#${link.closest(".entry")?.id}`);
      const section = citing?.closest("section");
      expect(link.textContent).toContain(section?.querySelector("h2")?.textContent ?? "no section");
    }
  });

  test("of thousands is written whole", () => {
    const line = sample.evidence[4];
    const many = Array.from({ length: 3000 }, (_, index) => ({ ...line, id: `e${index + 1}` }) as EvidenceReport);
    const found = written({ ...sample, evidence: many }).match(/<li class="entry"/g);
    expect(found).toHaveLength(3000);
  });

  test("of one id twice is shown without an anchor rather than with a wrong one", () => {
    const [first, ...rest] = sample.evidence as [EvidenceReport, ...EvidenceReport[]];
    const page = new JSDOM(written({ ...sample, evidence: [first, first, ...rest] })).window.document;
    expect([...page.querySelectorAll(".entry")]).toHaveLength(sample.evidence.length + 1);
    expect(page.getElementById(first.id)).toBeNull();
    expect(page.querySelector(`a[href="#${first.id}"]`)).toBeNull();
  });

  test("can be searched by text, instance, kind and signature", () => {
    const { window } = new JSDOM(bytes, { runScripts: "dangerously" });
    const page = window.document;
    const search = page.querySelector(".search");
    const shown = (): number => [...page.querySelectorAll(".entry")].filter(({ hidden }) => !hidden).length;
    const set = (name: string, value: string): void => {
      const field = page.querySelector(`.search [name="${name}"]`);
      if (field) field.value = value;
      field?.dispatchEvent(new window.Event("input", { bubbles: true }));
    };
    expect(search?.hidden).toBe(false);
    set("text", "KILLED signal");
    expect(shown()).toBe(of(({ text }) => text.includes("signal 9: Killed")));
    expect(search?.querySelector("output")?.textContent).toBe(`${shown()} of ${sample.evidence.length} shown`);
    set("text", "");
    set("instance", "aurora-2");
    expect(shown()).toBe(of(({ instance }) => instance === "aurora-2"));
    set("kind", "line");
    expect(shown()).toBe(of(({ instance, kind }) => instance === "aurora-2" && kind === "line"));
    page.querySelector('.search [name="clear"]')?.click();
    set("signature", "ready");
    expect(shown()).toBe(of(({ signature }) => signature === "ready"));
    expect(shown()).toBeGreaterThan(0);
    window.close();
  });
});

describe("tables", () => {
  test("have a caption, and heads of columns and rows", () => {
    expect(all("table").length).toBeGreaterThan(8);
    for (const table of all("table")) {
      expect(table.querySelector("caption")?.textContent).not.toBe("");
      for (const head of table.querySelectorAll("thead th")) expect(head.getAttribute("scope")).toBe("col");
      for (const row of table.querySelectorAll("tbody tr"))
        expect([...row.querySelectorAll("th[scope=row]")]).toHaveLength(1);
    }
  });

  test("of the timeline have a numbered row for each key moment, and none for an engineer's mark", () => {
    const mark = {
      evidence: { ...(sample.evidence[3] as EvidenceReport), id: "m1" },
      comment: "here it began",
    };
    const page = new JSDOM(written(sample, "x", [mark])).window.document;
    const numbers = [...page.querySelectorAll("#s-timeline tbody tr")].map((row) => [
      row.id,
      row.querySelector("td.number")?.textContent,
    ]);
    const moments = sample.incidents[0]?.moments.length ?? 0;
    expect(numbers.filter(([id]) => id !== "")).toEqual(
      Array.from({ length: moments }, (_, index) => [`t-1-${index + 1}`, String(index + 1)]),
    );
    expect(numbers.filter(([id]) => id === "")).toEqual([["", ""]]);
  });
});
