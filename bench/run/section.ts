import type { Measured } from "./measure.ts";
import type { PeerName } from "./peers.ts";
import type { Product } from "./product.ts";

/** What a section is given. */
export interface Bench {
  /** Bytes of stderr log of the main sections. */
  readonly size: number;
  readonly stormRecords: number;
  readonly rounds: number;
  /** Where generated cases and results of runs lie. */
  readonly data: string;
  readonly product: Product;
  readonly peers: ReadonlyMap<PeerName, string | null>;
  /** File of the 22 patterns. */
  readonly patterns: string;
}

/** What the issue asks for, beside what was found. */
export interface Bar {
  readonly text: string;
  /** Null when a side of it could not be measured. */
  readonly value: number | null;
  readonly limit: number;
  /** The value must reach the limit; else it must not exceed it. */
  readonly atLeast?: boolean;
  /** What follows the number: ` ×`, ` MiB`, ` %`. */
  readonly unit: string;
  /** What the bar is asked for and this run is not; null when the run is what it asks for. */
  readonly unlike: string | null;
}

/** One part of the results. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Measured[];
  /** Bytes that every row reads, for a rate; null where there is no such number. */
  readonly bytes: number | null;
  readonly bars: readonly Bar[];
  /** What else is to be said: tools that are missing, rows that this build cannot run, what was checked. */
  readonly notes: readonly string[];
  /** Results that are not those written: a fast answer must also be the right one. */
  readonly wrong: readonly string[];
}

export const GIB = 2 ** 30;
export const MIB = 2 ** 20;

/** `a` over `b` by their medians of wall time, processor time or peak memory; null when one of them was not measured. */
export function ratio(
  rows: readonly Measured[],
  a: string,
  b: string,
  key: "wallS" | "cpuS" | "peakMiB" = "wallS",
): number | null {
  const [above, below] = [a, b].map((name) => rows.find((row) => row.name === name)?.[key] ?? null);
  return above === null || above === undefined || below === null || below === undefined ? null : above / below;
}

/** Peak of a row, MiB. */
export function peakOf(rows: readonly Measured[], name: string): number | null {
  return rows.find((row) => row.name === name)?.peakMiB ?? null;
}

/** Notes about peers that a section would have run. */
export function missing({ peers }: Bench, ...names: readonly PeerName[]): readonly string[] {
  return names.filter((name) => peers.get(name) === null).map((name) => `${name} is not installed`);
}

export function has({ peers }: Bench, name: PeerName): boolean {
  return peers.get(name) !== null;
}
