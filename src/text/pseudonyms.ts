import type { NamedClass, Pseudonym } from "../model/index.ts";
import type { Named } from "./redact.ts";

type Series = "email" | "client" | "address" | "host" | "endpoint";

/** How a kind of value is spelt otherwise and is still the same. */
function keyOf(name: NamedClass, value: string): string {
  return `${name}\0${value.toLowerCase()}`;
}

/** Names for values, numbered as they come: the same texts in the same order give the same names. */
export class Pseudonyms {
  private readonly names = new Map<string, Pseudonym>();
  private readonly counts = new Map<Series, number>();
  private readonly clients = new Set<string>();

  /** Makes an address a client's wherever it is met first. To be said before any is named. */
  noteClient({ class: name, kind, value }: Named): void {
    if (kind === "client") this.clients.add(keyOf(name, value));
  }

  /** The name of a value; of a new one the next of its series. */
  nameOf({ class: name, kind, value }: Named): string {
    const key = keyOf(name, value);
    const known = this.names.get(key);
    if (known !== undefined) return known.pseudonym;
    const series = this.clients.has(key) ? "client" : (kind ?? name);
    const count = (this.counts.get(series) ?? 0) + 1;
    this.counts.set(series, count);
    const pseudonym = `${series}-${count}`;
    this.names.set(key, { pseudonym, class: name, value });
    return pseudonym;
  }

  /** What leads back, in the order of naming. */
  all(): readonly Pseudonym[] {
    return [...this.names.values()];
  }
}
