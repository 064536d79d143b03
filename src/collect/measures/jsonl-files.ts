import type { Acquired, CaseFile, FileSink, Origin, Unit } from "../case-store.ts";

/** The reader of a document takes 256 MiB; a second of Enhanced Monitoring is 5 to 20 KB, a busy day of it is more. */
const MAX_BYTES = 200 * 1024 * 1024;

/**
 * Lines into `<base>.jsonl`, and from 200 MiB on into `<base>.2.jsonl` …; nothing of it is there before `commit`.
 * Dots keep parts apart from instances: no identifier of RDS holds one.
 */
export interface JsonlFiles {
  readonly lines: number;
  readonly bytes: number;
  write(lines: readonly string[]): Promise<void>;
  commit(facts: { readonly origin: Origin; readonly acquired: Acquired }): Promise<readonly CaseFile[]>;
  discard(): Promise<void>;
}

export function jsonlFiles(unit: Unit, base: string, maxBytes = MAX_BYTES): JsonlFiles {
  const sinks: FileSink[] = [];
  let lines = 0;
  let bytes = 0;
  return {
    get lines() {
      return lines;
    },
    get bytes() {
      return bytes;
    },
    async write(more) {
      if (more.length === 0) return;
      const chunk = Buffer.from(more.map((line) => `${line}\n`).join(""));
      let sink = sinks.at(-1);
      if (sink === undefined || sink.bytes + chunk.length > maxBytes) {
        sink = await unit.create(sinks.length === 0 ? `${base}.jsonl` : `${base}.${sinks.length + 1}.jsonl`);
        sinks.push(sink);
      }
      await sink.write(chunk);
      lines += more.length;
      bytes += chunk.length;
    },
    commit: async (facts) => {
      const files: CaseFile[] = [];
      for (const sink of sinks) files.push(await sink.commit({ declaredSize: null, growing: false, ...facts }));
      return files;
    },
    discard: async () => {
      for (const sink of sinks) await sink.discard();
    },
  };
}
