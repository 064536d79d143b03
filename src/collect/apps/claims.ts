import { casePath } from "../store/index.ts";

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
      let path = `apps/${casePath(...names)}`;
      // A NUL is in no name: what is cleaned with it ends in the hash of both.
      if (paths.has(path)) path = `apps/${casePath(...names.slice(0, -1), `${names.at(-1) ?? ""}\0${identity}`)}`;
      paths.add(path);
      return path;
    },
  };
}
