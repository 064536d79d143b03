// Writes the tables of docs/confusion.md: `node scripts/confusion.ts [folder of labelled cases]`. Without a folder the
// table of labelled runs stays as it is; the table of bundled cases is checked by a test.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundledCases, byLevel, isRight, judged, type Judged, labelledCases, matrix } from "../test/confusion.ts";

export const page = fileURLToPath(new URL("../docs/confusion.md", import.meta.url));

/** Puts a table between its marks. */
export function withTable(text: string, mark: string, table: string): string {
  const [open, close] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from === -1 || to === -1) throw new Error(`${page} has no ${open} … ${close}`);
  return `${text.slice(0, from + open.length)}\n${table}\n${text.slice(to)}`;
}

function list(title: string, of: readonly Judged[]): readonly string[] {
  if (of.length === 0) return [];
  return [
    "",
    title,
    "",
    ...of.map((each) => `- ${each.name}: ${each.labels[0] ?? ""}, said ${each.class} ${each.level}`),
  ];
}

/** Matrix, rightness by level, and every case that is not the row's own class. */
export function tables(all: readonly Judged[]): string {
  const wrong = all.filter((each) => !isRight(each));
  const other = all.filter((each) => isRight(each) && each.class !== each.labels[0]);
  return [
    "",
    `${all.filter(isRight).length} of ${all.length} right.`,
    "",
    matrix(all),
    "",
    byLevel(all),
    ...list("Not right:", wrong),
    ...list("Right by a second accepted reading:", other),
    "",
  ].join("\n");
}

async function judgeAll(cases: ReturnType<typeof bundledCases>): Promise<readonly Judged[]> {
  const all: Judged[] = [];
  for (const each of cases) all.push(await judged(each));
  return all;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let text = withTable(readFileSync(page, "utf8"), "bundled", tables(await judgeAll(bundledCases())));
  const folder = process.argv[2];
  if (folder !== undefined) text = withTable(text, "labelled", tables(await judgeAll(labelledCases(folder))));
  writeFileSync(page, text);
}
