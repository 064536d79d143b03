import {
  describeProblem,
  type EvidenceReport,
  type Problem,
  type Pseudonym,
  redactedClasses,
  type RedactionReport,
  type Report,
  type RevealClass,
} from "../model/index.ts";
import { Pseudonyms, type Reading, readSecrets, redact, type Redacting, writeRedacted } from "../text/index.ts";
import type { DraftReport, EvidenceDraft } from "./draft.ts";

/** Words of ours, times, hashes, and pointers into files, which must lead there. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(
  "$schema schemaVersion tool options sha256 sha256State pointer fingerprint kind format timeBasis class level state role roleSource subtype start end from to time availableUntil runAgainAfter since until precision signature evidence".split(
    " ",
  ),
);
/** What quotes logs; all other texts are sentences of ours, and names. */
const QUOTING: ReadonlySet<string> = new Set(["seen", "template"]);

/**
 * A report without what is not for everyone, in every text and name of it, and the key to its pseudonyms. They are
 * numbered in the order of the evidence's times, then of evidence without a time, then of the report: the same case
 * gives the same names. A file's name is the same wherever it stands.
 */
export function redactedReport(
  draft: DraftReport,
  reveal: ReadonlySet<RevealClass>,
): { readonly report: Report; readonly pseudonyms: readonly Pseudonym[] } {
  const redaction = new Redaction(reveal, namesOf(draft));
  for (const { text } of draft.evidence) text((raw) => redaction.noteClients(raw));
  const evidence = new Map<EvidenceDraft, EvidenceReport>();
  for (const each of draft.evidence.toSorted(byTime)) {
    const text = each.text((raw) => redaction.quoted(raw));
    evidence.set(each, { ...(redaction.walk({ ...each, text: "" }) as EvidenceReport), text });
  }
  const { evidence: drafts, problems, ...others } = draft;
  const rest = redaction.walk(others) as typeof others;
  const shown: Report = {
    ...rest,
    options: { ...rest.options, ...(reveal.size > 0 && { reveal: [...reveal].sort().join(" ") }) },
    evidence: drafts.flatMap((each) => evidence.get(each) ?? []),
    problems: problems.map((problem) => {
      const redacted = redaction.walk({ ...problem, text: "" }) as Problem;
      return { ...redacted, text: describeProblem(redacted) };
    }),
    redactions: [],
  };
  return { report: { ...shown, redactions: redaction.counts() }, pseudonyms: redaction.names.all() };
}

/** Names that stand in other texts too: of files, instances, clients. */
function namesOf({ inputs, evidence, instances, clients }: DraftReport): readonly string[] {
  const names = [
    ...inputs.map(({ file }) => file),
    ...evidence.map(({ source }) => source.file),
    ...instances.map(({ id }) => id),
    ...clients.flatMap(({ id, files }) => [id, ...files]),
  ];
  const how: Redacting = { reveal: new Set(), prose: true };
  return [...new Set(names)]
    .filter((name) => redact(name, how) !== name)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** Dated evidence by time, the rest in its order. Times are of different precision: a second is its beginning. */
function byTime(a: EvidenceDraft, b: EvidenceDraft): number {
  if (a.time === null || b.time === null) return Number(a.time === null) - Number(b.time === null);
  const [one, other] = [a.time.slice(0, -1), b.time.slice(0, -1)];
  return one < other ? -1 : Number(one > other);
}

class Redaction {
  readonly names = new Pseudonyms();
  private readonly reveal: ReadonlySet<RevealClass>;
  private readonly known: RegExp | null;
  private readonly taken = new Map<string, { count: number; readonly values: Set<string> }>();
  /** Quotes, which are read to learn the clients and written later. */
  private readonly readings = new Map<string, Reading>();

  constructor(reveal: ReadonlySet<RevealClass>, known: readonly string[]) {
    this.reveal = reveal;
    this.known =
      known.length === 0
        ? null
        : new RegExp(`(${known.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|")})`);
  }

  /** Learns which addresses are clients'; the text is not for use. */
  noteClients(text: string): string {
    const reading = readSecrets(text);
    this.readings.set(text, reading);
    return writeRedacted(reading, {
      reveal: new Set(),
      nameOf: (found) => {
        this.names.noteClient(found);
        return "";
      },
    });
  }

  /** Text of a log. */
  quoted(text: string): string {
    return this.written(this.readings.get(text) ?? readSecrets(text));
  }

  /** Every text of a value: objects and lists are walked in their order. */
  walk(value: unknown, quoting = false): unknown {
    if (typeof value === "string") return quoting ? this.quoted(value) : this.sentence(value);
    if (Array.isArray(value)) return value.map((each) => this.walk(each, quoting));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        AS_THEY_ARE.has(key) ? each : this.walk(each, quoting || QUOTING.has(key)),
      ]),
    );
  }

  counts(): readonly RedactionReport[] {
    return redactedClasses.flatMap((name) => {
      const of = this.taken.get(name);
      return of === undefined ? [] : [{ class: name, count: of.count, distinct: of.values.size }];
    });
  }

  /** A sentence may name a file whose name is redacted: it is then the same name. */
  private sentence(text: string): string {
    const parts = this.known === null ? [text] : text.split(this.known);
    return parts.map((part) => this.written(readSecrets(part, { prose: true }))).join("");
  }

  private written(reading: Reading): string {
    const how: Redacting = { reveal: this.reveal, nameOf: (found) => this.names.nameOf(found) };
    return writeRedacted(reading, how, ({ class: name, value }) => {
      const of = this.taken.get(name) ?? { count: 0, values: new Set() };
      of.count++;
      of.values.add(value.toLowerCase());
      this.taken.set(name, of);
    });
  }
}
