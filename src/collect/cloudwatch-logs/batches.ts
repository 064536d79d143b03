import type { FileSink } from "../case-store.ts";

const BATCH_BYTES = 256 * 1024;

/** Collects small pieces of text into writes of some size: a log has millions of lines. */
export interface Batches {
  add(text: string): Promise<void>;
  /** Writes what is held. Before the file is committed. */
  flush(): Promise<void>;
}

/** Text for a file, as UTF-8. @param onBytes told of every write, in bytes */
export function batchesFor(sink: FileSink, onBytes: (count: number) => void): Batches {
  let held: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    const bytes = Buffer.from(held.join(""), "utf8");
    held = [];
    length = 0;
    await sink.write(bytes);
    onBytes(bytes.length);
  };
  return {
    flush,
    add: async (text) => {
      held.push(text);
      length += text.length;
      if (length >= BATCH_BYTES) await flush();
    },
  };
}
