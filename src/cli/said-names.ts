import type { Pseudonym } from "../model/index.ts";
import { redact, type Redacting } from "../text/index.ts";

/** A report's pseudonyms, applied to what is not in the report itself. */
export class SaidNames {
  private readonly names: ReadonlyMap<string, string>;

  constructor(key: readonly Pseudonym[]) {
    this.names = new Map(key.map(({ class: name, value, pseudonym }) => [`${name} ${value.toLowerCase()}`, pseudonym]));
  }

  /** The text of a log, with the report's names where it has them and a mark of the class where not. */
  quoted(text: string, reveal: Redacting["reveal"]): string {
    return redact(text, { reveal, nameOf: (found) => this.nameOf(found) });
  }

  /** A name of a file, as the report has it. */
  named(text: string, reveal: Redacting["reveal"]): string {
    return redact(text, { reveal, nameOf: (found) => this.nameOf(found), prose: true });
  }

  private nameOf({ class: name, value }: { readonly class: string; readonly value: string }): string {
    return this.names.get(`${name} ${value.toLowerCase()}`) ?? `<${name}>`;
  }
}
