// The arrows between rooms (STYLE §3.1) as a test: a wish on paper lasts a week.
import { globSync, readFileSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

/** What a room may import, through the other room's door. `*` means everyone. The file `src/index.ts` is the room `.`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  text: ["model"],
  sources: ["model"],
  parse: ["model"],
  timeline: ["model"],
  signatures: ["model"],
  rules: ["model", "text"],
  reconstruct: ["model"],
  classify: ["model"],
  collect: ["model"],
  novelty: ["model"],
  analyze: [
    "model",
    "sources",
    "parse",
    "timeline",
    "signatures",
    "reconstruct",
    "classify",
    "novelty",
    "text",
    "rules",
  ],
  report: ["model", "text"],
  tui: ["model", "text", "timeline", "report"],
  attach: ["model", "text", "report"],
  cli: ["*"],
  ".": ["analyze", "model"],
};

/** A module specifier in a file, or null where `import(…)` is given something the checker cannot read. */
type Specifier = string | null;

/**
 * Every module a source names: static and side-effect imports, `import()`, `export … from`, type imports.
 * Comments are removed first, outside of quotes; a specifier inside a string would be counted, which errs on the strict side.
 */
function specifiers(source: string): Specifier[] {
  const code = source.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[\s\S]*?\*\/|(^|[^:\\/])\/\/[^\n]*/g,
    (_all, quoted: string | undefined, before: string | undefined) => quoted ?? `${before ?? ""} `,
  );
  const found: Specifier[] = [];
  // Once more without trusting the removal of comments: a regex literal that holds one of their marks must hide nothing.
  for (const match of source.matchAll(/^(?:import|export)\b(?:[^;"'=(]*\bfrom)?\s*(["'])([^"'\n]+)\1/gm))
    found.push(match[2] ?? null);
  for (const match of source.matchAll(/^[^/*\n]*\bimport\(\s*(["'])([^"'\n]+)\1/gm)) found.push(match[2] ?? null);
  for (const match of code.matchAll(/\b(?:from|import)\s*(["'])([^"'\n]+)\1/g)) found.push(match[2] ?? null);
  for (const match of code.matchAll(/\b(?:import|require)\s*\(\s*(?:(["'`])([^"'`\n]*)\1\s*[,)])?/g)) {
    const text = match[2];
    found.push(text === undefined || (match[1] === "`" && text.includes("${")) ? null : text);
  }
  return [...new Set(found)];
}

/** A source without its comments and the contents of its string literals. */
function withoutTexts(source: string): string {
  return source.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "''");
}

function roomOf(file: string): string {
  const [first = "", ...rest] = file.slice(src.length + 1).split(sep);
  return rest.length === 0 ? "." : first;
}

function files(): string[] {
  return globSync("**/*.{ts,tsx}", { cwd: src }).map((file) => resolve(src, file));
}

/** What is wrong with one import, or null. */
function objection(file: string, specifier: Specifier): string | null {
  const room = roomOf(file);
  const allowed = mayImport[room] ?? [];
  if (specifier === null) return "imports something the checker cannot read";
  if (!specifier.startsWith(".")) {
    return room === "model" ? `model imports nothing, not even ${specifier}` : null;
  }
  const target = resolve(dirname(file), specifier);
  if (target.startsWith(resolve(src, "..", "package.json"))) return null;
  if (!target.startsWith(src + sep)) return `leaves src: ${specifier}`;
  const other = roomOf(target);
  if (other === room) return null;
  if (!allowed.includes("*") && !allowed.includes(other)) return `${room} may not import ${other}: ${specifier}`;
  if (other === ".") return null;
  return target === resolve(src, other, "index.ts") ? null : `not through the door of ${other}: ${specifier}`;
}

describe("rooms", () => {
  test("imports follow the arrows, through the doors", () => {
    const all = files();
    expect(all.length).toBeGreaterThan(5); // a checker that sees no files must not pass
    let imports = 0;
    const objections: string[] = [];
    for (const file of all) {
      for (const specifier of specifiers(readFileSync(file, "utf8"))) {
        imports++;
        const why = objection(file, specifier);
        if (why !== null) objections.push(`${file.slice(src.length + 1)}: ${why}`);
      }
    }
    expect(imports).toBeGreaterThan(5); // nor one that sees no imports
    expect(objections).toEqual([]);
  });

  test("every room is in the table, and every room of the table exists", () => {
    expect([...new Set(files().map(roomOf))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  test("the clock, the environment and the terminal are read in cli alone", () => {
    const readers = /\bprocess\.(?:env|stdout|stderr|stdin|argv|exit)\b|\bDate\.now\(|\bnew Date\(\)|\bconsole\./;
    const found = files()
      .filter((file) => roomOf(file) !== "cli")
      .filter((file) => readers.test(withoutTexts(readFileSync(file, "utf8"))))
      .map((file) => file.slice(src.length + 1));
    expect(found).toEqual([]);
  });
});

describe("the checker itself", () => {
  test.each<[string, Specifier[]]>([
    [`import { a } from "../model/index.ts";`, ["../model/index.ts"]],
    [`import type { A } from '../model/index.ts';`, ["../model/index.ts"]],
    [`import {\n  a,\n  b,\n} from "./x.ts";`, ["./x.ts"]],
    [`import "./side-effect.ts";`, ["./side-effect.ts"]],
    [`import d, * as n from "./x.ts"; import e from"./y.ts"`, ["./x.ts", "./y.ts"]],
    [`export * from "./x.ts";\nexport { type A, b } from "./y.ts";`, ["./x.ts", "./y.ts"]],
    [`const m = await import("../sources/index.ts");`, ["../sources/index.ts"]],
    [`const m = await import(\n  "../sources/index.ts",\n);`, ["../sources/index.ts"]],
    ["const m = await import(`../sources/index.ts`);", ["../sources/index.ts"]],
    [`type R = import("../report/index.ts").R;`, ["../report/index.ts"]],
    [`const m = await import(name);`, [null]],
    ["const m = await import(`../${room}/index.ts`);", [null]],
    [`import { a } from /* the door */ "../model/index.ts"; // from "./not-this.ts"`, ["../model/index.ts"]],
    [`const url = "https://x.example/"; import a from "./a.ts"`, ["./a.ts"]],
    [
      `const open = /\\/\\*/;\nexport { a } from "./a.ts";\nconst b = await import("./b.ts"); // */`,
      ["./a.ts", "./b.ts"],
    ],
    [`// import a from "./a.ts"\n/* import b from "./b.ts" */ const text = "from here";`, []],
  ])("reads %j", (source, expected) => {
    expect(specifiers(source)).toEqual(expected);
  });

  test.each<[string, Specifier, string | null]>([
    ["parse/stderr.ts", "../model/index.ts", null],
    ["parse/app/pino.ts", "../stderr.ts", null],
    ["parse/stderr.ts", "node:buffer", null],
    ["cli/main.ts", "../report/index.ts", null],
    ["index.ts", "./analyze/index.ts", null],
    ["parse/stderr.ts", "../sources/index.ts", "parse may not import sources: ../sources/index.ts"],
    ["parse/stderr.ts", "../model/time.ts", "not through the door of model: ../model/time.ts"],
    ["cli/main.ts", "../report/markdown.ts", "not through the door of report: ../report/markdown.ts"],
    ["model/time.ts", "zod", "model imports nothing, not even zod"],
    ["model/time.ts", "../text/index.ts", "model may not import text: ../text/index.ts"],
    ["index.ts", "./report/index.ts", ". may not import report: ./report/index.ts"],
    ["report/markdown.ts", "../../test/x.ts", "leaves src: ../../test/x.ts"],
    ["analyze/analyze.ts", null, "imports something the checker cannot read"],
  ])("judges %s importing %s", (file, specifier, expected) => {
    expect(objection(resolve(src, file), specifier)).toBe(expected);
  });
});
