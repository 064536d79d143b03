import { JSDOM, type DomDocument, type DomNode } from "jsdom";
import { expect, test } from "vitest";
import type { Report } from "../../../src/model/index.ts";
import { visible } from "../../../src/text/visible.ts";
import { hostile, payloads } from "../hostile.ts";
import { sample } from "../sample.ts";
import { written } from "./written.ts";

/** What breaks out of the places that only HTML and SVG have. */
const outbreaks = [
  "</script><script>alert(1)</script>",
  "</style><style>*{display:none}</style>",
  "</title><base href=//evil.example>",
  "</pre></li></ol><iframe src=//evil.example></iframe>",
  "</svg><svg onload=alert(1)>",
  "</text></g><foreignObject><body onload=alert(1)></foreignObject>",
  "]]><![CDATA[<script>alert(1)</script>",
  "--><!--><script>alert(1)</script>",
  "--!><img src=x onerror=alert(1)>",
  '" onmouseover="alert(1)" x="',
  "' autofocus onfocus='alert(1)",
  '"><meta http-equiv="refresh" content="0;url=//evil.example">',
  "`onclick=alert(1)`",
  "&#60;script&#62;alert(1)&#60;/script&#62;",
  "&lt;script>",
  "</details></summary></section></main></body></html>",
  "javascript:alert(1)//",
  "url(#p-hatch)} *{background:url(//evil.example)",
  "\u202e\u2066</b>\u2069\u200f",
  "\ud800<img>\udfff\ufffe",
  "</textarea></select></option><input type=submit formaction=//evil.example>",
  "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
];

/** The payload everywhere but in the ids of evidence, so that what cites it stays linked. */
function withIds(payload: string): Report {
  return JSON.parse(JSON.stringify(hostile(payload)), (_, value: unknown) =>
    typeof value === "string" && value.endsWith(payload) && /^e\d+$/.test(value.slice(0, -payload.length))
      ? value.slice(0, -payload.length)
      : value,
  ) as Report;
}

const page = (report: Report, title: string): DomDocument => new JSDOM(written(report, title)).window.document;
const list = (document: DomDocument, selector: string) => [...document.querySelectorAll(selector)];

/** Every element with the names of its attributes. */
function vocabulary(document: DomDocument): ReadonlySet<string> {
  return new Set(
    list(document, "*").flatMap(({ localName, attributes }) => [
      localName,
      ...Array.from(attributes, ({ name }) => `${localName} ${name}`),
    ]),
  );
}

function comments(node: DomNode): number {
  return [...node.childNodes].reduce((sum, child) => sum + (child.nodeType === 8 ? 1 : comments(child)), 0);
}

// Names that are too long for a picture are elided and have a title; ids that are none are spans.
const own = new Set([...vocabulary(page(sample, "x")), "text title", "title", "b class", "span class"]);
const clean = page(sample, "x");
const machine = new Set(["id", "class", "transform", "d", "x", "y", "width", "height", "data-a", "data-b"]);
const fixed =
  "h1, h2, h3, section, table, tr, th, td, pre, li.entry, nav, meta, style, script, form, input, select, button";

/** Links to pages of ours, which are no data. */
const hrefs = new Set(list(clean, "a[rel=noreferrer]").map((link) => link.getAttribute("href") ?? ""));
const counts = (document: DomDocument): number => list(document, fixed).length;
const cleanCounts = counts(clean);
const cases: readonly (readonly [string, string, Report])[] = [
  ...[...payloads, ...outbreaks].map((payload) => ["everywhere but in ids", payload, withIds(payload)] as const),
  ...outbreaks.map((payload) => ["everywhere", payload, hostile(payload)] as const),
];

test.each(cases)("%s: %j stays text", (_, payload, report) => {
  const document = page(report, `Postmortem${payload}`);
  expect([...vocabulary(document)].filter((word) => !own.has(word))).toEqual([]);
  expect(counts(document)).toBe(cleanCounts);
  expect(comments(document)).toBe(0);
  for (const element of list(document, "*"))
    for (const { name, value } of element.attributes) {
      if (name === "href") expect(hrefs.has(value) ? "#ours" : value).toMatch(/^#[\w-]+$/);
      else if (machine.has(name)) expect(value).toMatch(/^[\w #().,-]*$/);
    }
  // It is shown, whole, with what acts made visible.
  const shown = visible(payload);
  for (const entry of list(document, ".entry pre")) expect(entry.textContent).toContain(shown);
  expect(document.querySelector("h1")?.textContent).toBe(`Postmortem${shown.replaceAll("\n", "⏎")}`);
  const whole = document.documentElement.textContent.replaceAll("\n", "");
  expect(whole).not.toMatch(/[\p{Cc}\p{Cs}\p{Co}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u);
});
