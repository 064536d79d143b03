import { DiskFull } from "../case-store.ts";
import { errorCode } from "./disk.ts";

/**
 * Why a case folder is not written to; the user can mend each of them. `foreign`: something lies there that no run of
 * this program wrote. `symlink`: a part of the path is a symbolic link. `not-a-folder`: or not a file, where one was
 * expected. `open-to-others`: anybody may write there, or it is somebody else's. `version`: a newer version wrote it.
 * `locked`: another run holds it. `lost`: somebody removed this run's lock.
 */
export type Refusal = "foreign" | "symlink" | "not-a-folder" | "open-to-others" | "version" | "locked" | "lost";

/** The case folder cannot be used as it is. The message is a sentence without a full stop. */
export class CaseRefused extends Error {
  readonly refusal: Refusal;
  /** What it is about. */
  readonly path: string;

  constructor(refusal: Refusal, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.refusal = refusal;
    this.path = path;
  }
}

/** ENOSPC, EDQUOT and EFBIG as {@link DiskFull}; any other error as it is. */
export function diskError(error: unknown): unknown {
  if (!["ENOSPC", "EDQUOT", "EFBIG"].includes(errorCode(error))) return error;
  return new DiskFull(error instanceof Error ? error.message : "the disk is full", { cause: error });
}
