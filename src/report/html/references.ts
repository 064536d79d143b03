import type { EvidenceReport } from "../../model/index.ts";

/** A place in the document that cites evidence. */
export interface Reference {
  readonly anchor: string;
  /** Title of the section it stands in. */
  readonly section: string;
}

/** Our own anchors hold a hyphen; an id with one, or with a letter that acts in a URL, is shown without an anchor. */
const anchorable = /^[A-Za-z]\w{0,39}$/;

/** Who cites what, collected while the document is written, so that evidence can link back. */
export class References {
  private readonly of = new Map<string, Reference[]>();
  private readonly anchors: ReadonlySet<string>;
  private count = 0;

  /** @param shown the evidence that the document shows: nothing else can be linked to */
  constructor(shown: readonly EvidenceReport[]) {
    const uses = new Map<string, number>();
    for (const { id } of shown) uses.set(id, (uses.get(id) ?? 0) + 1);
    // Two of one id are in a file that we did not write: neither is an anchor.
    this.anchors = new Set([...uses].flatMap(([id, count]) => (count === 1 && anchorable.test(id) ? [id] : [])));
  }

  /** Whether an id is an anchor of this document. */
  has(id: string): boolean {
    return this.anchors.has(id);
  }

  /** Notes that a section cites evidence, and says the anchor of that place. */
  add(id: string, section: string): string {
    const anchor = `r-${++this.count}`;
    const known = this.of.get(id);
    if (known) known.push({ anchor, section });
    else this.of.set(id, [{ anchor, section }]);
    return anchor;
  }

  /** The places that cite it, in the document's order, with how often a section does. */
  to(id: string): readonly (Reference & { readonly times: number })[] {
    const sections = new Map<string, Reference & { times: number }>();
    for (const reference of this.of.get(id) ?? []) {
      const first = sections.get(reference.section);
      if (first) first.times++;
      else sections.set(reference.section, { ...reference, times: 1 });
    }
    return [...sections.values()];
  }
}
