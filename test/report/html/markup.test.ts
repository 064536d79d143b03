import { expect, test } from "vitest";
import { markup, preformatted, type Value } from "../../../src/report/html/markup.ts";

test("values are text, parts made by a template are markup", () => {
  const inner = markup`<b>${"<i>"}</b>`;
  expect(markup`<p title="${'"x"'}">${[inner, " ", 3, null, "&"]}</p>`.toString()).toBe(
    '<p title="&quot;x&quot;"><b>&lt;i&gt;</b> 3&amp;</p>',
  );
});

test("an object of the data that looks like markup is none", () => {
  const forged = JSON.parse('{"text":"<script>","#text":"<script>"}') as Value;
  expect(() => markup`${forged}`.toString()).toThrow(TypeError);
});

test("preformatted text keeps its lines and nothing else", () => {
  expect(preformatted("a\n</pre>").toString()).toBe("a\n&lt;/pre&gt;");
});
