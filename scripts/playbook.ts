// Writes docs/playbook.md from the playbook itself: `node scripts/playbook.ts`. A test compares.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { playbook } from "../src/report/playbook/actions.ts";
import type { Entry } from "../src/report/playbook/action.ts";

const file = fileURLToPath(new URL("../docs/playbook.md", import.meta.url));

const headings: Readonly<Record<Entry["purpose"], string>> = {
  end: "What still goes on",
  prevent: "So that it does not happen again",
  watch: "So that it is seen next time",
  evidence: "So that the evidence is whole",
};

const intro = `# Playbook

A report suggests actions: only those that a finding of this very report asks for, each with that finding, its evidence
and a source. The list below is the whole playbook, written by \`node scripts/playbook.ts\` from \`src/report/playbook/\`.

- A report whose verdict is \`no-incident\` or \`inconclusive\` gets none but those of the last section.
- A finding that is only \`possible\` asks too; the action says so. It is then a thing to look at, not a thing to do.
- Upper-case words in commands stand for your own names. Nothing from the evidence but a checked engine version is ever
  put into a command.
- The marks: \`documented\`, the source says it; \`observed\`, somebody's incident showed it; \`inferred\`, it follows and is
  written nowhere; \`unverified\`, nobody has tried it.
- The engine table is AWS's, as of 2026-04-06. What AWS fixed and what an incident was are linked by inference alone.
- What is not in it: sizing, indexes, backup, multi-Region design, and everything no finding of an incident can ask for.

Contributing factors, which stand before the actions, are statements of the report in one sentence each, with evidence and
a level that is never above that of the finding they rest on. They name no cause.
`;

/** docs/playbook.md as it should be. */
export function playbookDocument(): string {
  const sections = Object.entries(headings).map(([purpose, heading]) => {
    const entries = playbook.filter((entry) => entry.purpose === purpose);
    return `\n## ${heading}\n${entries.map(entryText).join("")}`;
  });
  return `${intro}${sections.join("")}`;
}

function entryText({ id, title, detail, when, source, mark, addresses }: Entry): string {
  return `
### ${title}

\`${id}\` · ${mark} · against ${addresses.map((each) => (each === "evidence" ? "gaps in the evidence" : `\`${each}\``)).join(", ")}

Asked for by: ${when}.

${detail.replaceAll("<", "&lt;")}

Source: [${source.title}](${source.url})
`;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(file, playbookDocument());
}
