import type { NotCollected } from "../model/index.ts";
import type { Manifest } from "./manifest.ts";

/** What the manifests of the given folders say beside hashes. Paths as they are cited. */
export interface ManifestFacts {
  /** When the evidence was collected, µs; the earliest of several manifests, NaN when none says. */
  readonly collectedUs: number;
  /** Files that were still written to while they were collected: their end is not the end of what happened. */
  readonly growing: ReadonlySet<string>;
  /** Files that are shorter than their manifest says, with the bytes it says. */
  readonly short: ReadonlyMap<string, number>;
  /** What the collector could not get whole, in the order of the manifests. */
  readonly notCollected: readonly NotCollected[];
}

/** A manifest, the prefix of its files in citations, and the sizes of the files that lie below it. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly prefix: string;
  readonly sizes: ReadonlyMap<string, number>;
}

export function manifestFacts(manifests: Iterable<ReadManifest>): ManifestFacts {
  let collectedUs = Number.NaN;
  const growing = new Set<string>();
  const short = new Map<string, number>();
  const notCollected: NotCollected[] = [];
  for (const { manifest, prefix, sizes } of manifests) {
    const us = manifest.collectedUs;
    notCollected.push(...manifest.notCollected);
    if (!Number.isNaN(us) && !(us > collectedUs)) collectedUs = us;
    for (const [path, size] of sizes) {
      const said = manifest.sizes.get(path) ?? 0;
      if (manifest.growing.has(path)) growing.add(prefix + path);
      if (said > size) short.set(prefix + path, said);
    }
  }
  return { collectedUs, growing, short, notCollected };
}
