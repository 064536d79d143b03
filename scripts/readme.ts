// Pastes real output into the documents: `node scripts/readme.ts`. A test compares, so what they show is what runs.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { keyLabel } from "../src/tui/state/help.ts";
import { defaultKeys } from "../src/tui/index.ts";
import { run } from "../test/cli/spawn.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Output shown in a document between `<!-- name -->` and `<!-- /name -->`. */
const shown: readonly { readonly document: string; readonly name: string; readonly output: () => Promise<string> }[] = [
  {
    document: "README.md",
    name: "start",
    output: async () => {
      const { stdout } = await run(["analyze", join(root, "fixtures/split-writer-race")]);
      // The first screen: verdict, axes, lanes; key moments, hypotheses, clients and coverage follow.
      return `${stdout.slice(0, stdout.indexOf("\nKey moments"))}\n…\n`;
    },
  },
  {
    document: "docs/json.md",
    name: "events",
    output: async () => {
      const found = await run(["events", join(root, "fixtures/split-writer-race"), "--jsonl", "--grep", "signal 9"]);
      return found.stdout;
    },
  },
  {
    document: "docs/view.md",
    name: "keys",
    output: () => {
      const rows = defaultKeys.rows.map(({ command, keys, help }) => [command, keys.map(keyLabel).join(" "), help]);
      const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
      const line = (row: readonly string[]): string =>
        row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ");
      return Promise.resolve(rows.map(line).join("\n"));
    },
  },
  {
    document: "docs/rules.md",
    name: "explain",
    output: async () => {
      const withheld = "fixtures/race-one-log-withheld";
      const args = ["rules", "explain", "writer-race", withheld, "--rules", "rules/split-writer-race.yaml"];
      return (await run(args, { cwd: root })).stdout;
    },
  },
];

/** The documents that show output, as they should be. */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { document, name, output } of shown) {
    const text = texts.get(document) ?? readFileSync(join(root, document), "utf8");
    const from = text.indexOf(`<!-- ${name} -->`);
    const to = text.indexOf(`<!-- /${name} -->`);
    if (from < 0 || to < from) throw new Error(`${document} has no <!-- ${name} --> … <!-- /${name} -->`);
    const head = text.slice(0, from);
    texts.set(document, `${head}<!-- ${name} -->\n\`\`\`\n${(await output()).trimEnd()}\n\`\`\`\n${text.slice(to)}`);
  }
  return texts;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const [document, text] of await documents()) writeFileSync(join(root, document), text);
}
