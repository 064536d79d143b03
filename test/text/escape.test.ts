import { property, assert, string } from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { escapeMarkdownCell, escapeTerminal, fenced } from "../../src/text/index.ts";

const strings = string({ unit: "binary", maxLength: 200 });

describe("escapeTerminal", () => {
  test.each([
    ["a\u0000b", "a␀b"],
    ["\u001b[2J\u001b]52;c;AAAA\u0007", String.raw`\x1b[2J\x1b]52;c;AAAA\x07`],
    ["\u009b31m\u007f", String.raw`\x9b31m\x7f`],
    ["user \u202Egnp.exe\u2066", "user <U+202E>gnp.exe<U+2066>"],
    ["a\u200bb\ufeff", "a<U+200B>b<U+FEFF>"],
    ["\u{e0041}\ud800", "<U+E0041><U+D800>"],
    ["a\tb", "a    b"],
    ["a\r\nb\nc\rd", String.raw`a⏎b⏎c\x0dd`],
    ["naïve 日本語 ❤️ é", "naïve 日本語 ❤️ é"],
  ])("%j becomes %j", (text, shown) => {
    expect(escapeTerminal(text)).toBe(shown);
  });

  test("keeps line feeds when asked", () => {
    expect(escapeTerminal("a\nb\u001b", { multiline: true })).toBe(String.raw`a${"\n"}b\x1b`.replace("\\n", "\n"));
  });

  test("leaves nothing that acts or hides in any text", () => {
    assert(
      property(strings, (text) => {
        expect(escapeTerminal(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 20_000, seed: 1 },
    );
  });
});

describe("escapeMarkdownCell", () => {
  test.each([
    ["Both were ready at 19:12:01; 5 % (2 s) – it's", "Both were ready at 19:12:01; 5 `%` (2 s) – it's"],
    ["instances/aurora-1/x.log:12: bad", "`instances/aurora-1/x.log:12`: bad"],
    ["a|b", "`a`&#124;`b`"],
    ["ping @team about #12 and GH-1", "ping `@team` about `#12` and `GH-1`"],
    ["see 1234567 and deadbeef", "see `1234567` and `deadbeef`"],
    ["1. one", "1&#46; one"],
    ["- one", "&#45; one"],
    ["`` x", "``` `` ``` x"],
    ["</details>\n/close", "`</details>` ⏎ `/close`"],
  ])("%j becomes %j", (text, shown) => {
    expect(escapeMarkdownCell(text)).toBe(shown);
  });

  test("any text shows as itself, and is one cell of one row", () => {
    const markdown = new MarkdownIt({ html: true, linkify: true });
    assert(
      property(strings, (text) => {
        const html = markdown.render(`| a | b |\n| --- | --- |\n| ${escapeMarkdownCell(text)} | end |\n`);
        expect(html.match(/<tr>/g)).toHaveLength(2);
        expect(html.match(/<td>/g)).toHaveLength(2);
        expect(html.replaceAll(/<\/?(?:table|thead|tbody|tr|th|td|code)>/g, "")).not.toMatch(/<[a-z!/]/i);
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });
});

describe("fenced", () => {
  test("is longer than any back-ticks inside, and no line begins with data", () => {
    expect(fenced("a ```` b\n/close\n```", { gutter: "1834" })).toBe(
      "`````text\n1834 │ a ```` b\n     │ /close\n     │ ```\n`````",
    );
  });

  test("holds any text in one code block", () => {
    const markdown = new MarkdownIt({ html: true, linkify: true });
    assert(
      property(strings, strings, (text, gutter) => {
        const html = markdown.render(`${fenced(text, { gutter })}\n\nafter\n`);
        expect(html).toMatch(/^<pre><code class="language-text">[^<]*<\/code><\/pre>\n<p>after<\/p>\n$/);
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });
});
