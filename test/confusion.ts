// Labelled cases against what the tool says of them: the confusion matrix of docs/confusion.md.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { confidenceLevels, headlineClasses, type Report } from "../src/model/index.ts";
import { fixtures, truths } from "./golden/golden.ts";
import { judgeFiles } from "./incident.ts";

/** One labelled case and the verdict on it. */
export interface Judged {
  readonly name: string;
  /** Classes that are right, the first one is the row of the matrix. */
  readonly labels: readonly string[];
  readonly class: string;
  readonly level: string;
}

/** A case without its log of one instance is right to be `inconclusive` when the labelled class leads. */
interface Labelled {
  readonly name: string;
  readonly folder: string;
  readonly labels: readonly string[];
}

/** The bundled incidents and the oracle cases, by their hand-written truths. */
export function bundledCases(): readonly Labelled[] {
  const incidents = Object.entries(truths()).map(([name, truth]) => ({
    name,
    folder: join(fixtures, name),
    labels: truth.class,
  }));
  const oracle = join(fixtures, "oracle");
  const expected = JSON.parse(readFileSync(join(oracle, "expected.json"), "utf8")) as Readonly<
    Record<string, { readonly class: readonly string[] }>
  >;
  const cases = Object.entries(expected).map(([name, { class: labels }]) => ({
    name: `oracle/${name}`,
    folder: join(oracle, name),
    labels,
  }));
  return [...incidents, ...cases].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a label of a labelled folder (`label.json`) counts as, by scenario word. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  "endpoint-staleness-dns": ["endpoint-staleness"],
  "stale-pooled-connections": ["endpoint-staleness"],
  "writer-crash-failover": ["crash-failover"],
  "oom-then-failover": ["crash-failover", "normal-failover"],
  "failover-reversed-no-split": ["reversed-failover"],
  "oom-kill-one-backend": ["instance-crash"],
  "oom-kill-both-instances": ["instance-crash"],
  "reader-restart": ["instance-restart"],
  "writer-reboot": ["instance-restart"],
  "connection-storm": ["connection-exhaustion"],
  "replica-lag-stale-reads": ["stale-reads"],
  "quiet-control": ["no-incident"],
  "decoy-control": ["no-incident"],
  "noise-control": ["no-incident", "read-only-transactions"],
};

/** Labelled folders below one folder; `label.json` is taken out before the tool sees them. */
export function labelledCases(folder: string): readonly Labelled[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, "label.json")))
    .map((name) => {
      const label = JSON.parse(readFileSync(join(folder, name, "label.json"), "utf8")) as {
        readonly class: string;
        readonly incomplete: boolean;
      };
      const labels = SCENARIOS[label.class] ?? [label.class];
      return { name, folder: join(folder, name), labels: label.incomplete ? [...labels, "inconclusive"] : labels };
    });
}

export async function judged({ name, folder, labels }: Labelled): Promise<Judged> {
  const copy = mkdtempSync(join(tmpdir(), "postmortem-labelled-"));
  try {
    cpSync(folder, copy, { recursive: true });
    rmSync(join(copy, "label.json"), { force: true });
    const report: Report = await judgeFiles([copy]);
    return { name, labels, class: report.verdict.class, level: report.verdict.level };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Rows: what is right. Columns: what was said; only those that occur. Diagonal cells are bold. */
export function matrix(all: readonly Judged[]): string {
  const rows = headlineClasses.filter((each) => all.some(({ labels }) => labels[0] === each));
  const columns = headlineClasses.filter((each) => all.some((one) => one.class === each || one.labels[0] === each));
  const lines = [
    `| right \\ said | ${columns.join(" | ")} |`,
    `|---|${columns.map(() => "---").join("|")}|`,
    ...rows.map((row) => {
      const cells = columns.map((column) => {
        const count = all.filter(({ labels, class: said }) => labels[0] === row && said === column).length;
        return count === 0 ? "" : row === column ? `**${count}**` : `${count}`;
      });
      return `| ${row} | ${cells.join(" | ")} |`;
    }),
  ];
  return lines.join("\n");
}

/** How many verdicts of each level are right, of how many. */
export function byLevel(all: readonly Judged[]): string {
  const lines = confidenceLevels.toReversed().flatMap((level) => {
    const of = all.filter((each) => each.level === level);
    return of.length === 0 ? [] : [`| ${level} | ${of.filter(isRight).length} of ${of.length} |`];
  });
  return ["| level | right |", "|---|---|", ...lines].join("\n");
}

export function isRight({ labels, class: said }: Judged): boolean {
  return labels.includes(said);
}
