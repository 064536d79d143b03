import type { Accounting } from "../../model/index.ts";
import type { LoadedFile } from "../loaded.ts";

/** Files that were left out whole, and all bytes that were not read. */
export function outsideWindow(files: readonly LoadedFile[]): Accounting["outsideWindow"] {
  return {
    files: files.filter(({ left }) => left?.whole === true).length,
    bytes: files.reduce((sum, { left }) => sum + (left?.bytes ?? 0), 0),
  };
}
