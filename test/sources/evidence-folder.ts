import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { SourceFile } from "../../src/model/index.ts";
import type { ContentSniffer, OpenOptions } from "../../src/sources/index.ts";

/** A folder in the temp folder that is gone after the test. */
export function tempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-sources-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, content);
  }
  return folder;
}

/** Knows a PostgreSQL line by its time stamp, as the parsers' sniffer does in the product. */
export const sniffTimeStamp: ContentSniffer = (head) =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/.test(Buffer.from(head).toString("latin1"))
    ? { kind: "postgresql", instance: null, why: "it begins with a log_line_prefix" }
    : null;

export async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    // oxlint-disable-next-line no-await-in-loop -- chunks arrive one after the other
    yield await Promise.resolve(Buffer.from(part));
  }
}

export function options(more: Partial<OpenOptions> = {}): OpenOptions {
  return { sniff: sniffTimeStamp, stdin: () => chunks(), scratch: join(tempFolder(), "scratch"), ...more };
}

/** All decoded bytes of a file. */
export function allBytes(file: SourceFile | undefined): Buffer {
  if (file === undefined) throw new Error("no such file in the evidence");
  const bytes = Buffer.alloc(file.bytes.size);
  return bytes.subarray(0, file.bytes.read(bytes, 0));
}

export const pgLine = "2026-11-21 19:11:58 UTC:10.0.0.1(5432):app@orders:[4211]:FATAL:  terminating connection\n";
