import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

let root: string | null = null;
let folders = 0;

afterAll(() => {
  if (root !== null) rmSync(root, { recursive: true, force: true });
});

/** In memory where there is such a place: thousands of fsyncs are made there. Goes away with the test file. */
export function temporaryFolder(): string {
  root ??= mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "case-store-"));
  const folder = join(root, `${++folders}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}
