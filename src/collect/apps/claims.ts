import { createHash } from "node:crypto";
import { casePath } from "../store/index.ts";

/** The longest name a case has, and the slash before it. */
const MAX_SEGMENT = 129;

/** Below it RDS Proxies have their logs, by name. */
const PROXIES = "rds-proxy";

/** Gives out paths and subjects, each once. */
export interface Claims {
  /**
   * The path of something called `names` below `apps/`; with a mark from `identity` where another already has it.
   *
   * @param identity where it is from; the same gives the same path
   */
  of(names: readonly string[], identity: string): string;
  /** Whether nobody has it yet. */
  free(path: string): boolean;
  /** Whether a subject is new to this run; two sources may mean the same file or pod. */
  first(subject: string): boolean;
  /** A former run's file has it. */
  taken(path: string): void;
}

/** Two sources may name their files alike, and no two units may write to one path. */
export function pathClaims(): Claims {
  const paths = new Set<string>();
  const subjects = new Set<string>();
  return {
    first: (subject) => {
      const isNew = !subjects.has(subject);
      subjects.add(subject);
      return isNew;
    },
    free: (path) => !paths.has(path),
    taken: (path) => {
      paths.add(path);
    },
    of: (names, identity) => {
      let path = pathOf(names, "");
      if (paths.has(path) || names[0] === PROXIES)
        path = pathOf(names, `\0${createHash("sha256").update(identity).digest("hex").slice(0, 8)}`);
      paths.add(path);
      return path;
    },
  };
}

/** A name that has to be cleaned keeps its ending: `.log`, `.csv`, `.log.gz` say what it is. */
function pathOf(names: readonly string[], mark: string): string {
  const last = names.at(-1) ?? "";
  const ending = /\.[a-z]{1,6}(?:\.(?:gz|zst))?$/.exec(last)?.[0] ?? "";
  // A NUL is in no name: what is cleaned with it ends in a hash that no other name has.
  const stem = `${last.slice(0, last.length - ending.length)}${mark}`;
  const folders = names.slice(0, -1);
  const path = `apps/${casePath(...folders, stem)}${ending}`;
  return stem === "" || path.length - path.lastIndexOf("/") > MAX_SEGMENT
    ? `apps/${casePath(...folders, `${last}${mark}`)}`
    : path;
}
