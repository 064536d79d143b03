import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LevelCode, SignatureId } from "../../src/model/index.ts";
import { Out } from "./out.ts";
import { FileCount, type FileTruth } from "./truth.ts";

/** A log file being written, and the count of what went into it. Holds one block, whatever the file. */
export class LogFile {
  readonly out: Out;
  readonly #path: string;
  readonly #name: string;
  readonly #fd: number;
  readonly #count = new FileCount();
  #counted = 0;
  #lastMs = 0;

  /** @param name relative to the folder of the case */
  constructor(folder: string, name: string) {
    this.#path = join(folder, name);
    this.#name = name;
    mkdirSync(dirname(this.#path), { recursive: true });
    const fd = openSync(this.#path, "w");
    this.#fd = fd;
    this.out = new Out((bytes) => writeSync(fd, bytes));
  }

  /** What was put into `out` since the record before was one record, of `continuations` lines beyond the first. */
  record(ms: number, level: keyof typeof LevelCode, continuations: number, signature: SignatureId | null): void {
    const { length } = this.out;
    this.#count.record(ms, level, length - this.#counted, continuations, signature);
    this.#counted = length;
    this.#lastMs = ms;
    this.out.ready();
  }

  /** The file is as old as its last record, as one that RDS has rotated. */
  close(): FileTruth {
    this.out.flush();
    closeSync(this.#fd);
    utimesSync(this.#path, this.#lastMs / 1000, this.#lastMs / 1000);
    return this.#count.truth(this.#name);
  }
}
