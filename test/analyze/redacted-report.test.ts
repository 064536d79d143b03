import { describe, expect, test } from "vitest";
import { redactedReport } from "../../src/analyze/redacted-report.ts";
import type { DraftReport, EvidenceDraft } from "../../src/analyze/draft.ts";
import { sample } from "../report/sample.ts";

const FILE = "apps/web/ip-10-0-1-9.ec2.internal.log";

function evidenceOf(id: string, time: string | null, text: string, file = "a.log"): EvidenceDraft {
  const source = { file, line: 1, byteOffset: 0, byteLength: 1, sha256: null, pointer: "/x@y.example/0" };
  const rest = { kind: "line", count: 1, precision: null, instance: null, signature: null } as const;
  return { ...rest, id, time, source, text: (redact) => redact(text) };
}

function draftOf(...evidence: readonly EvidenceDraft[]): DraftReport {
  const { redactions: _, ...rest } = sample;
  return { ...rest, clients: [], evidence };
}

const nothing: ReadonlySet<never> = new Set();

describe("pseudonyms", () => {
  test("are numbered by the times of the evidence, then of what has none, then of the report", () => {
    const draft = {
      ...draftOf(
        evidenceOf("e1", null, "to late@shop.example"),
        evidenceOf("e2", "2026-11-21T19:00:02Z", "to second@shop.example"),
        evidenceOf("e3", "2026-11-21T19:00:01.5Z", "to first@shop.example and second@shop.example"),
      ),
      verdict: { ...sample.verdict, headline: "told by boss@shop.example and late@shop.example" },
    };
    const { report, pseudonyms } = redactedReport(draft, nothing);
    expect(report.evidence.map(({ text }) => text)).toEqual(["to email-3", "to email-2", "to email-1 and email-2"]);
    expect(report.verdict.headline).toBe("told by email-4 and email-3");
    expect(pseudonyms.map(({ value }) => value.split("@")[0])).toEqual(["first", "second", "late", "boss"]);
    expect(report.redactions).toEqual([{ class: "email", count: 6, distinct: 4 }]);
  });

  test("call an address a client's wherever it stands, when it opened a session in any line", () => {
    const draft = draftOf(
      evidenceOf("e1", "2026-11-21T19:00:00Z", "from 10.0.1.5 to 10.0.0.4"),
      evidenceOf("e2", "2026-11-21T19:00:02Z", "2026-11-21 19:00:02 UTC:10.0.1.5(40330):app@orders:[16]:LOG:  x"),
    );
    const { report } = redactedReport(draft, nothing);
    expect(report.evidence[0]?.text).toBe("from client-1 to address-1");
    expect(report.evidence[1]?.text).toContain("UTC:client-1(40330):app@orders");
  });
});

test("a file has one name in inputs, citations, problems and sentences", () => {
  const draft: DraftReport = {
    ...draftOf(evidenceOf("e1", "2026-11-21T19:00:00Z", "x", FILE)),
    inputs: sample.inputs.map((input) => ({ ...input, file: FILE })),
    problems: [{ kind: "not-used", file: FILE, reason: `see ${FILE}x and ${FILE}`, text: `${FILE} was not used` }],
  };
  const { report } = redactedReport(draft, nothing);
  const shown = "apps/web/host-1.log";
  expect(report.evidence[0]?.source.file).toBe(shown);
  expect(report.inputs[0]?.file).toBe(shown);
  expect(report.problems[0]?.text).toBe(`${shown} was not used: see ${shown}x and ${shown}`);
  expect(JSON.stringify(report)).not.toContain("ip-10-0-1-9");
});

test("pointers, hashes and times stay as they are", () => {
  const { report } = redactedReport(draftOf(evidenceOf("e1", "2026-11-21T19:00:00Z", "x")), nothing);
  expect(report.evidence[0]?.source.pointer).toBe("/x@y.example/0");
  expect(report.inputs[0]?.sha256).toBe(sample.inputs[0]?.sha256);
  expect(report.evidence[0]?.time).toBe("2026-11-21T19:00:00Z");
});

test("what is revealed is in the report, and the report says so; secrets never are", () => {
  const text = "10.0.0.4 bob@shop.example password=hunter2";
  const { report } = redactedReport(draftOf(evidenceOf("e1", null, text)), new Set(["address", "email"]));
  expect(report.evidence[0]?.text).toBe("10.0.0.4 bob@shop.example password=<secret>");
  expect(report.options["reveal"]).toBe("address email");
  expect(report.redactions).toEqual([{ class: "secret", count: 1, distinct: 1 }]);
});

test("the same draft gives the same report and the same key", () => {
  const draft = draftOf(
    evidenceOf("e1", "2026-11-21T19:00:00Z", "host=db-1 10.0.0.4"),
    evidenceOf("e2", "2026-11-21T19:00:00Z", "host=db-2 10.0.0.5"),
  );
  expect(redactedReport(draft, nothing)).toEqual(redactedReport(draft, nothing));
});
