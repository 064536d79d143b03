import { expect, test } from "vitest";
import type { Inline } from "../../../src/report/document/document.ts";
import { documentContext } from "../../../src/report/document/document-context.ts";
import { inlineMarkup } from "../../../src/report/html/inline.ts";
import { References } from "../../../src/report/html/references.ts";
import { sample } from "../sample.ts";

const context = documentContext(sample, { displayTz: null, marks: [], brief: false });
const write = (text: Inline): string =>
  inlineMarkup(text, { context, references: new References(sample.evidence), section: "Here" }).toString();

test("what is typed or pasted is code, and text all the same", () => {
  expect(write({ kind: "code", text: "a < b" })).toBe("<code>a &lt; b</code>");
});

test("a page of ours is a link that tells nobody where it was clicked", () => {
  const url = "https://docs.aws.amazon.com/AmazonRDS/latest/x.html#y";
  expect(write({ kind: "link", title: "AWS", url })).toBe(`<a href="${url}" rel="noreferrer">AWS</a>`);
});

test.each(["javascript:alert(1)", "http://x.example/", 'https://x.example/" onclick="x', "//x.example"])(
  "%s is no link",
  (url) => {
    expect(write({ kind: "link", title: "<b>", url })).toBe("&lt;b&gt;");
  },
);

test("a citation links to evidence that is there, and only names what is not", () => {
  expect(write({ kind: "citation", ids: ["e5", "e9999"] })).toBe(
    '<span class="cites"><a class="cite" id="r-1" href="#e5" title="aurora-1:postgresql.log.2026-11-21-19:1834">e5</a> <span class="cite">e9999</span></span>',
  );
});
