// A timeline from plain values, without files.
import type { SourceFile, Stream } from "../../src/model/index.ts";
import { Timeline } from "../../src/timeline/index.ts";
import { fill } from "./fill.ts";

interface Line {
  /** Seconds, or null for a line without a time. */
  readonly s: number | null;
  readonly pid?: number;
  readonly part?: number;
  /** Index of the line in the same stream that this one explains. */
  readonly parent?: number;
}

export interface StreamLines {
  readonly name: string;
  readonly kind?: Stream["kind"];
  readonly offsetSeconds?: number;
  readonly lines: readonly Line[];
}

/** Where row text comes from: `name#index`. */
export interface Built {
  readonly timeline: Timeline;
  /** `name#index` of every row in timeline order. */
  readonly order: () => readonly string[];
  readonly rows: ReadonlyMap<string, number>;
}

export function file(path: string, bytes = new Uint8Array(0)): SourceFile {
  return {
    path,
    bytesOnDisk: bytes.length,
    encoding: [],
    kind: "postgresql",
    instance: null,
    client: null,
    guesses: [],
    bytes: {
      size: bytes.length,
      read: (target, position) => {
        const part = bytes.subarray(position, position + target.length);
        target.set(part);
        return part.length;
      },
      close: () => {},
    },
  };
}

export function build(streams: readonly StreamLines[]): Built {
  const timeline = new Timeline(() => {
    throw new Error("no text here");
  });
  const names: string[] = [];
  const rows = new Map<string, number>();
  for (const { name, kind = "server", offsetSeconds = 0, lines } of streams) {
    const stream = timeline.addStream({ kind, name, files: [name], format: [], timeBasis: "stated", offsetSeconds });
    const { first } = fill(timeline, file(name), [stream.index], (sink) => {
      lines.forEach(({ s, pid = 1, part = 0, parent = -1 }, i) => {
        sink.add(s === null ? Number.NaN : s * 1e6, 0, 2, part, 0, i, 1, i + 1, pid, 0, 0, parent);
      });
    });
    lines.forEach((_, i) => {
      names[first + i] = `${name}#${i}`;
      rows.set(`${name}#${i}`, first + i);
    });
  }
  return { timeline, rows, order: () => [...timeline.inOrder()].map((row) => names[row] ?? "?") };
}
