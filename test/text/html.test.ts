import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml } from "../../src/text/index.ts";

test("signs of markup become entities, in text and in quoted attributes", () => {
  expect(escapeHtml(`<a href="x" o='y'>&amp;\`</a>`)).toBe(
    "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;amp;&#96;&lt;/a&gt;",
  );
});

test("what acts or hides is shown, line feeds only where lines are wanted", () => {
  expect(escapeHtml("a\u001b[31m\u202eb\nc")).toBe("a\\x1b[31m&lt;U+202E&gt;b⏎c");
  expect(escapeHtml("a\nb\u0000", { multiline: true })).toBe("a\nb␀");
});

test("no text has a sign of markup left", () => {
  assert(
    property(string({ unit: "binary" }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"'`\n]|&(?!(?:amp|lt|gt|quot|#39|#96);)/);
    }),
  );
});
