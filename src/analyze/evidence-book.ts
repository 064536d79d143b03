import { asInstant, type Cite, type Exhibit, formatUtc, type Row, type SignatureCodes } from "../model/index.ts";
import { cut } from "../text/index.ts";
import type { Timeline } from "../timeline/index.ts";
import { carryingLine } from "./carrying-line.ts";
import type { EvidenceDraft } from "./draft.ts";

/** Characters of a line that are shown; the citation gives its whole length. */
const MAX_TEXT = 500;
/** Most citations of one claim. */
const MAX_CITES = 5;

/**
 * Numbers the evidence in the order claims cite it, each line once. Only what a claim refers to becomes evidence; its
 * text is said when the whole report is redacted, and cut behind that.
 */
export class EvidenceBook {
  private readonly timeline: Timeline;
  private readonly chatter: Timeline;
  private readonly codes: SignatureCodes;
  private readonly hashes: ReadonlyMap<string, string | null>;
  private readonly ids = new Map<string, string>();
  private readonly entries: EvidenceDraft[] = [];

  constructor(
    timeline: Timeline,
    chatter: Timeline,
    codes: SignatureCodes,
    hashes: ReadonlyMap<string, string | null>,
  ) {
    this.timeline = timeline;
    this.chatter = chatter;
    this.codes = codes;
    this.hashes = hashes;
  }

  /** Ids of what is cited, at most five; `count` is how many lines say the same. */
  cite(cites: readonly Cite[], count = 1): readonly string[] {
    const ids: string[] = [];
    for (const cite of cites.slice(0, MAX_CITES)) {
      if ("event" in cite) ids.push(this.event(cite));
      else if ("exhibit" in cite) ids.push(this.exhibit(cite.exhibit));
      else {
        const store = cite.store === "chatter" ? this.chatter : this.timeline;
        ids.push(this.line(store, cite.row, count));
        const twin = store.twinOf(cite.row);
        if (twin !== null) ids.push(this.line(store, twin, count));
      }
    }
    return [...new Set(ids)];
  }

  /** Ids of a record of any store of these files: a line has one id, whoever cites it. */
  citeRow(store: Timeline, row: Row): readonly string[] {
    const twin = store.twinOf(row);
    return [this.line(store, row, 1), ...(twin === null ? [] : [this.line(store, twin, 1)])];
  }

  /** A time as precise as the line or event that states it. */
  instant(us: number, cite: Cite | undefined): string | null {
    const time = asInstant(us);
    if (time === null || cite === undefined) return null;
    if ("event" in cite || "exhibit" in cite) return formatUtc(time, "millisecond");
    const store = cite.store === "chatter" ? this.chatter : this.timeline;
    return formatUtc(time, store.precision(cite.row));
  }

  /** All evidence cited so far. */
  all(): readonly EvidenceDraft[] {
    return this.entries;
  }

  private event({ event }: Extract<Cite, { event: unknown }>): string {
    const { source } = event;
    return this.entry(`${source.file}@${source.byteOffset}${source.pointer}`, () => ({
      kind: "event",
      count: 1,
      source: {
        file: source.file,
        line: source.line,
        byteOffset: source.byteOffset,
        byteLength: source.byteLength,
        sha256: this.hashes.get(source.file) ?? null,
        pointer: source.pointer,
      },
      time: formatUtc(event.time, "millisecond"),
      precision: "millisecond",
      instance: event.sourceType === "db-instance" ? event.sourceIdentifier : event.target,
      signature: event.id,
      text: (redact) => cut(redact(`${event.sourceIdentifier}: ${event.message}`), MAX_TEXT),
    }));
  }

  private exhibit({ kind, us, instance, text, source }: Exhibit): string {
    const time = asInstant(us);
    return this.entry(`${source.file}@${source.byteOffset}${source.pointer}`, () => ({
      kind,
      count: 1,
      source: { ...source, sha256: this.hashes.get(source.file) ?? null },
      time: time === null ? null : formatUtc(time, "millisecond"),
      precision: time === null ? null : "millisecond",
      instance,
      signature: null,
      text: (redact) => cut(redact(text), MAX_TEXT),
    }));
  }

  private line(store: Timeline, row: Row, count: number): string {
    const source = store.source(row);
    return this.entry(`${source.file}:${source.line}`, () => {
      const stream = store.stream(row);
      const time = store.time(row);
      const carrying = stream.kind === "client" ? carryingLine(store, row) : null;
      // Read here: what is cited may be gone when the report is redacted.
      const raw = carrying === null ? store.raw(row, MAX_TEXT * 4).replaceAll(/\r(?=\n|$)/g, "") : "";
      return {
        kind: "line",
        count,
        source: { ...(carrying?.source ?? source), sha256: this.hashes.get(source.file) ?? null, pointer: null },
        time: time === null ? null : formatUtc(time, store.precision(row)),
        precision: time === null ? null : store.precision(row),
        instance: stream.kind === "server" ? stream.name : null,
        signature: this.codes.id(store.signature(row)),
        text: (redact) => cut(carrying === null ? redact(raw) : carrying.text(redact), MAX_TEXT),
      };
    });
  }

  private entry(key: string, make: () => Omit<EvidenceDraft, "id">): string {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = `e${this.entries.length + 1}`;
    this.ids.set(key, id);
    this.entries.push({ id, ...make() });
    return id;
  }
}
