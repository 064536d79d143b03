import type * as yaml from "yaml";
import { forbidden, MAX_FILE } from "./yaml-limits.ts";
import type { Trouble } from "./trouble.ts";

/** Where a value is written: the keys and indexes that lead to it. */
export type Path = readonly (string | number)[];

/** One document of a rule file: plain data, and the lines it was written on. */
export interface RuleDocument {
  readonly file: string;
  readonly value: unknown;
  /** Line of the value at `path`, or of what is nearest to it. */
  readonly lineOf: (path: Path) => number;
}

/** A file's documents. YAML 1.2 core; no alias, no tag, no duplicate key (SECURITY §6). Never throws. */
export async function readYaml(file: string, text: string, troubles: Trouble[]): Promise<readonly RuleDocument[]> {
  const say = (line: number, message: string, hint: string | null = null): void => {
    troubles.push({ file, line, message, hint });
  };
  if (text.length > MAX_FILE) {
    say(1, `the file is larger than ${MAX_FILE / 1024} KiB`, "Split it: several files may be given.");
    return [];
  }
  const library = await import("yaml");
  const lines = new library.LineCounter();
  const parsed = parse(library, text, lines, say);
  const documents: RuleDocument[] = [];
  for (const document of parsed) {
    if (document.contents === null) continue;
    const before = troubles.length;
    for (const wrong of [...document.errors, ...document.warnings].slice(0, 5))
      say(lines.linePos(wrong.pos[0]).line, `not valid YAML: ${wrong.message}`);
    library.visit(document, {
      Map: (_, map) => {
        const seen = new Set<unknown>();
        for (const { key } of map.items) {
          const name = library.isScalar(key) ? key.value : key;
          const line = lines.linePos(rangeOf(library, key)?.[0] ?? 0).line;
          if (seen.has(name)) say(line, `the key ${JSON.stringify(name)} is there twice`);
          seen.add(name);
        }
      },
    });
    if (troubles.length > before) continue;
    documents.push({
      file,
      value: document.toJS({ maxAliasCount: 0 }) as unknown,
      lineOf: (path) => lines.linePos(offsetOf(library, document, path)).line,
    });
  }
  return documents;
}

function parse(
  library: typeof yaml,
  text: string,
  lines: yaml.LineCounter,
  say: (line: number, message: string) => void,
): readonly yaml.Document.Parsed[] {
  const refused = forbidden(library, text);
  if (refused !== null) {
    say(refused.line, `there is ${refused.what}`);
    return [];
  }
  // The library's own search for equal keys takes time by the square of their number.
  const settings = { lineCounter: lines, uniqueKeys: false, schema: "core", version: "1.2" } as const;
  try {
    const documents = library.parseAllDocuments(text, { ...settings, prettyErrors: false, logLevel: "silent" });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    say(1, `not valid YAML: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function rangeOf(library: typeof yaml, node: unknown): yaml.Range | null {
  return library.isNode(node) ? (node.range ?? null) : null;
}

/** Where the value at `path` begins; of a value that is missing, where the one around it does. */
function offsetOf(library: typeof yaml, document: yaml.Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = rangeOf(library, node)?.[0] ?? 0;
  for (const part of path) {
    if (library.isMap(node)) {
      const pair = node.items.find(({ key }) => library.isScalar(key) && key.value === part);
      if (pair === undefined) break;
      offset = rangeOf(library, pair.key)?.[0] ?? offset;
      node = pair.value;
    } else if (library.isSeq(node)) {
      node = node.items[Number(part)];
      if (node === undefined) break;
      offset = rangeOf(library, node)?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/** `steps[2].signature`. */
export function sayPath(path: Path): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : i === 0 ? part : `.${part}`)).join("");
}
