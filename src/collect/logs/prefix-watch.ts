import type { FileSink } from "../case-store.ts";

/** The bytes a file is expected to begin with. */
export interface Prefix {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** A sink that is looked at as it passes the length of a prefix. */
export interface WatchedSink {
  readonly sink: FileSink;
  write(chunk: Uint8Array): Promise<void>;
  /** `same`: it begins with these bytes. `other`: with others. `shorter`: it ended before. Null without a prefix. */
  verdict(): "same" | "other" | "shorter" | null;
}

/** Compares by sha256 while the file is written, so that nothing is read twice. */
export async function watchPrefix(sink: FileSink, prefix: Prefix | null): Promise<WatchedSink> {
  if (prefix === null) return { sink, write: (chunk) => sink.write(chunk), verdict: () => null };
  let verdict: "same" | "other" | "shorter" = "shorter";
  const look = async (): Promise<void> => {
    if (verdict === "shorter" && sink.bytes === prefix.bytes)
      verdict = (await sink.digest()) === prefix.sha256 ? "same" : "other";
  };
  await look(); // an empty one
  return {
    sink,
    async write(chunk) {
      const left = prefix.bytes - sink.bytes;
      if (left <= 0 || chunk.length < left) return sink.write(chunk);
      await sink.write(chunk.subarray(0, left));
      await look();
      if (chunk.length > left) await sink.write(chunk.subarray(left));
    },
    verdict: () => verdict,
  };
}
