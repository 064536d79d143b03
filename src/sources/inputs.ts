import { resolve } from "node:path";
import type { Problem } from "../model/index.ts";
import { diskReason } from "./disk.ts";
import type { Disk } from "./disk.ts";
import { nameText, sortByPath, tidyPath } from "./names.ts";
import { notFiles, walk } from "./walk.ts";
import type { Found } from "./walk.ts";

export interface Inputs {
  /** Sorted by path, each file once. */
  readonly found: readonly Found[];
  readonly stdin: boolean;
  /** What a report calls this evidence. */
  readonly name: string;
}

/** Base name of the place itself: `.` is called as its folder. */
function placeName(given: string): string {
  return given === "-" ? "stdin" : (tidyPath(resolve(given)).split("/").at(-1) ?? "") || "/";
}

function inputsName(given: readonly string[]): string {
  const names = sortByPath(given.map(placeName), (name) => name);
  const first = names[0] ?? "";
  return names.length > 1 ? `${first} and ${names.length - 1} more` : first;
}

function look(disk: Disk, tidy: string, alone: boolean, problems: Problem[]): readonly Found[] {
  const given = Buffer.from(tidy);
  let stat = disk.lstat(given);
  // Given on the command line, so a link is followed: the user said which file is meant.
  const path = disk.realpath(given);
  const linked = stat.type === "link";
  if (linked) stat = disk.lstat(path);
  // The working folder's own name is in no path the user gave, but may be the only one that names the instance.
  const place = tidy === "." ? nameText(path).split("/").slice(-2).join("/") : tidy;
  if (stat.type === "folder") {
    const found = walk(disk, { prefix: alone ? "" : tidy, path: place, disk: path }, problems);
    if (found.length === 0) problems.push({ kind: "not-used", file: tidy, reason: "a folder without files" });
    return found;
  }
  if (stat.type === "file") {
    const cut = tidy.lastIndexOf("/");
    const file = { path: tidy, above: tidy.slice(0, Math.max(0, cut)), below: tidy.slice(cut + 1), loose: true };
    return [{ ...file, disk: path, stat, linked }];
  }
  if (stat.type === "link") return [];
  problems.push({
    kind: "unreadable",
    file: tidy,
    reason: `${notFiles[stat.type]}, not a file; pipe it in and give "-"`,
  });
  return [];
}

/** The same file under two names is read once: under its own name, else under the first. */
function once(found: readonly Found[], problems: Problem[]): Found[] {
  const sorted = sortByPath(found, (file) => file.path);
  const byPlace = new Map<string, Found>();
  for (const file of sorted) {
    const place = file.disk.toString("latin1");
    const known = byPlace.get(place);
    if (known === undefined || (known.linked && !file.linked)) byPlace.set(place, file);
  }
  const told = new Set<string>();
  return sorted.filter((file) => {
    const kept = byPlace.get(file.disk.toString("latin1"));
    if (kept === file || kept === undefined) return true;
    if (kept.path !== file.path && !told.has(file.path)) {
      problems.push({ kind: "not-used", file: file.path, reason: `it is the same file as ${kept.path}` });
      told.add(file.path);
    }
    return false;
  });
}

function isStdin(path: string): boolean {
  return path === "-" || path === "/dev/stdin";
}

/** Finds the files behind the arguments. The result does not depend on their order. */
export function findInputs(disk: Disk, given: readonly string[], problems: Problem[]): Inputs {
  const places = sortByPath(new Set(given.filter((path) => !isStdin(path)).map(tidyPath)), (path) => path);
  const stdin = given.some(isStdin);
  const found: Found[] = [];
  for (const place of places) {
    try {
      for (const file of look(disk, place, places.length === 1 && !stdin, problems)) found.push(file);
    } catch (error) {
      // What `<(zcat x.gz)` gives: a link to a pipe that has no name.
      const pipe = /^\/(?:dev|proc\/self)\/fd\//.test(place);
      const reason = pipe ? `${notFiles.fifo}, not a file; pipe it in and give "-"` : diskReason(error);
      problems.push({ kind: "unreadable", file: place, reason });
    }
  }
  const name = inputsName(stdin ? [...places, "-"] : places);
  return { found: once(found, problems), stdin, name };
}
