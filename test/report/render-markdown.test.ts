import MarkdownIt from "markdown-it";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { playbook } from "../../src/report/playbook/actions.ts";
import { hostile, payloads } from "./hostile.ts";
import { markdown as render } from "./markdown.ts";
import { sample } from "./sample.ts";

const markdownIt = new MarkdownIt({ html: true, linkify: true });
const readers: readonly (readonly [name: string, html: (report: Report) => string])[] = [
  ["markdown-it", (report) => markdownIt.render(render(report))],
  [
    "micromark with GitHub's extensions",
    (report) =>
      micromark(render(report), {
        allowDangerousHtml: true,
        allowDangerousProtocol: true,
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      }),
  ],
];
const html = (report: Report): string => markdownIt.render(render(report));
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const heads = (of: Report): string[] => Array.from(render(of).matchAll(/^## (.*)$/gm), ([, head]) => head ?? "");

describe("the document", () => {
  const text = render(sample, "Europe/Berlin");

  test("has every section in order", () => {
    expect(text.match(/^##? .*$/gm)).toEqual([
      "# Postmortem",
      "## Summary",
      "## Verdict",
      "## Impact",
      "## Still refused",
      "## Trigger",
      "## Timeline",
      "## Instances and evidence in time",
      "## Phase clock",
      "## Staleness by client",
      "## Commits in doubt",
      "## Hypotheses",
      "## Why refused as read-only",
      "## Coverage and gaps",
      "## Problems with the evidence",
      "## Contributing factors",
      "## Suggested actions",
      "## For people to write",
      "# Appendix",
      "## Client effects",
      "## Clients",
      "## Instance states",
      "## Seen, and no part of an incident",
      "## Recurrence",
      "## Fingerprint",
      "## Novel lines",
      "## Your rules",
      "## Evidence",
      "## Files",
      "## Accounting",
      "## Redaction",
      "## How this was made, and how to check it",
    ]);
  });

  test("cites each evidence with file, line, offset, hash and text", () => {
    expect(text).toContain("[`[aurora-1:postgresql.log.2026-11-21-19:1834]`](#e5)");
    expect(text).toContain(
      "#### e5\n\nline · `instances/aurora-1/postgresql.log.2026-11-21-19:1834` · byte 177898, 99 bytes · sha256 `aaaaaaaaaaaa` · 2026-11-21 19:12:09 UTC (20:12:09), whole seconds · aurora-1 · signature child-terminated\n\n```text\n1834 │ 2026-11-21 19:12:09 UTC::@:[571]:LOG:  server process (PID 1616) was terminated by signal 9: Killed\n```",
    );
  });

  test("every link has its target", () => {
    const targets = new Set(sample.evidence.map(({ id }) => id));
    const linked = [...text.matchAll(/\]\(#([^)]*)\)/g)].map((match) => match[1] ?? "");
    expect(linked.length).toBeGreaterThan(20);
    for (const id of linked) expect(targets).toContain(id);
  });

  test("says every problem and every threshold", () => {
    const shown = html(sample).replaceAll(/<[^>]*>/g, "");
    for (const { text: sentence } of sample.problems) expect(shown).toContain(sentence);
    for (const name of Object.keys(sample.options)) expect(text).toContain(name);
  });

  test("cites what is no line as what it is", () => {
    expect(text).toContain("#### e17\n\nmetric · `metrics.json#/MetricDataResults/0/Values/3`");
    expect(text).toContain("#### e18\n\nAWS API · `cluster.json#/DBClusters/0/DBClusterMembers/0`");
    expect(text).toContain("#### e19\n\nstated by the operator · `case.yaml:9` · `#/failovers/1`");
    expect(text).toContain(
      "A failover with writers paused had completed. [`[case.yaml:9]`](#e19) (stated by the operator)",
    );
  });

  test("keeps the downtime of the database and the recovery of applications apart", () => {
    const part = text.slice(text.indexOf("## Phase clock"), text.indexOf("## Staleness by client"));
    expect(part).toContain("- Database down: **14 s**");
    expect(part).toMatch(/- Slowest application recovery: \*\*more than 59\.9 s .* still refused when the data ends/);
    expect(part).toContain("| promotion | 19:11:52 – 19:11:58 | 6 s ± 1 s | logs of aurora-1 and aurora-2 |");
    const [database, applications] = part.split("| Application |");
    expect(database).not.toContain("billing/worker-1");
    expect(applications).toContain("`billing/worker-1`: first successful write");
  });

  test("puts the three explanations side by side, with their lines", () => {
    expect(text).toMatch(/\| Client \| Old connection kept \| Endpoint wrong \| Writer refused \|/);
    expect(text).toMatch(/\| `orders-api\/pod-1` \| \*\*yes\*\*: .*\]\(#e20\) \| \*\*no\*\*: .* \| \*\*no\*\*: /);
  });

  test("says what was seen beside an incident, with its lines", () => {
    expect(text).toContain("- aurora-1: deadlock detected, 7 times: errors of sessions, the server went on [");
  });

  test("leaves out what has nothing to say, except coverage", () => {
    const quiet: Report = {
      ...sample,
      clients: sample.clients.map((client) => ({ ...client, explanations: null, staleness: null })),
      incidents: sample.incidents.map((each) => ({
        ...each,
        phases: [],
        fingerprint: { ...each.fingerprint, steps: [] },
      })),
      coverage: [],
      instances: sample.instances.map((instance) => ({ ...instance, seen: [] })),
      novel: [],
      ruleFindings: [],
      recurrence: null,
    };
    const gone = [
      "Phase clock",
      "Why refused as read-only",
      "Staleness by client",
      "Seen, and no part of an incident",
      "Fingerprint",
      "Recurrence",
      "Novel lines",
      "Your rules",
    ];
    expect(heads(quiet)).toEqual(heads(sample).filter((head) => !gone.includes(head)));
  });

  test("never says confirmed or data loss", () => {
    expect(text).not.toMatch(/confirmed|data loss/i);
  });

  test("has tables of at most five columns", () => {
    for (const [rule] of text.matchAll(/^\|(?: --- \|)+$/gm)) expect(count(rule, /---/g)).toBeLessThanOrEqual(5);
  });

  test("is the same under every zone and locale of the machine", () => {
    const before = process.env["TZ"];
    try {
      for (const zone of ["Asia/Kolkata", "America/New_York"]) {
        process.env["TZ"] = zone;
        expect(render(sample, "Europe/Berlin")).toBe(text);
      }
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });
});

/** Links to the pages that the playbook is from: the only ones that lead out of a document. */
function withoutSources(page: string): string {
  const sources = new Set(playbook.map(({ source }) => source.url));
  return page.replaceAll(/<a href="(https:[^"]*)">([^<]*)<\/a>/g, (whole, url: string) =>
    sources.has(url.replaceAll("&amp;", "&")) ? "" : whole,
  );
}

function withoutAdvice(page: string): string {
  const start = page.indexOf("<h2>Contributing factors</h2>");
  return page.slice(0, start) + page.slice(page.indexOf("<h2>For people to write</h2>"));
}

describe.each(readers)("of hostile data, by %s", (_name, htmlOf) => {
  const clean = htmlOf(sample);

  test.each(payloads)("%j stays text", (payload) => {
    const text = render(hostile(payload));
    const page = htmlOf(hostile(payload));
    // Our own elements only: no image, no link but to evidence, no element or comment of the data.
    const elements =
      /<\/?(?:h1|h2|h3|h4|p|ul|li|strong|table|thead|tbody|tr|th|td|pre|code|details|summary)(?: class="[\w-]+")?>/g;
    const comments = /<!-- postmortem:(?:report \{[^<>]*\}|begin [a-z-]+ sha256=[0-9a-f]{64}|end [a-z-]+) -->/g;
    const told = withoutSources(page);
    const rest = told
      .replaceAll(comments, "")
      .replaceAll(elements, "")
      .replaceAll(/<a href="#e\d+">[^<>]*<\/a>/g, "");
    expect(rest).not.toMatch(/[<>]/);
    // What is advised depends on the data (a version that is none has no fix); the rest has one form.
    for (const element of [/<tr>/g, /<t[dh]>/g, /<li>/g, /<h\d>/g, /<pre>/g])
      expect(count(withoutAdvice(page), element)).toBe(count(withoutAdvice(clean), element));
    // GitHub and GitLab read mentions, references and links outside code only.
    const prose = told
      .replaceAll(comments, "")
      .replaceAll(/<code[^>]*>[^<]*<\/code>/g, "")
      .replaceAll("&quot;", "");
    expect(prose).not.toMatch(/@|GH-\d|www\.|https?:|(?:^|\s)[#!$~]\d|:tada:/);
    // Mermaid reads labels in ways of its own: only plain words reach it.
    const diagrams = [...text.matchAll(/^```mermaid\n([^`]*)```$/gm)].map(([, diagram = ""]) => diagram);
    expect(diagrams.length).toBe(1);
    for (const diagram of diagrams) expect(diagram).toMatch(/^(?:[A-Za-z0-9 _.,:%-]*\n)+$/);
    // GitLab's quick actions; and nothing that acts on a terminal showing the source.
    expect(text).not.toMatch(/^\s*\//m);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});
