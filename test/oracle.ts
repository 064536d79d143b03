// The oracle cases of CLASSIFY §10 with what each must give: fixtures/oracle, its generator and expected.json.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Confidence,
  confidenceLevels,
  type HeadlineClass,
  type HypothesisReport,
  type IncidentReport,
  type Report,
} from "../src/model/index.ts";
import { judgeFiles } from "./incident.ts";

export const oracle = fileURLToPath(new URL("../fixtures/oracle", import.meta.url));

/** What a report must hold. Patterns are regular expressions; a list is what is accepted, or what all must be there. */
export interface Expectation {
  readonly because: string;
  readonly class: readonly HeadlineClass[];
  readonly level: readonly Confidence[];
  /** Where several classes are accepted, the levels of each. */
  readonly levelOf?: Partial<Record<HeadlineClass, readonly Confidence[]>>;
  readonly cause?: string;
  readonly trigger?: readonly string[];
  readonly mechanism?: readonly string[];
  readonly subtype?: readonly string[];
  readonly effects?: { readonly has?: readonly string[]; readonly hasNot?: readonly string[] };
  readonly leads?: readonly HeadlineClass[];
  /** The first two hypotheses, in either order. */
  readonly firstTwo?: readonly HeadlineClass[];
  readonly hypotheses?: Partial<
    Record<HeadlineClass, { readonly atMost?: Confidence; readonly atLeast?: Confidence; readonly against?: string }>
  >;
  /** Claims that must be made; `saysIf` only when that class is the headline. */
  readonly says?: readonly string[];
  readonly saysIf?: Partial<Record<HeadlineClass, readonly string[]>>;
  readonly headlineNot?: readonly string[];
  /** Memory evidence is in the case: the words may be used. */
  readonly memory?: boolean;
  readonly missing?: readonly string[];
  readonly problems?: readonly string[];
  readonly neverProblems?: readonly string[];
  /** Parts of the ids of clients that were refused long after the change; nobody else was. */
  readonly stale?: readonly string[];
  readonly healedBy?: string;
  readonly offset?: { readonly client: string; readonly seconds: number };
  readonly instances?: number;
}

export interface OracleCase extends Expectation {
  readonly id: string;
  /** The case whose verdict this one's must equal. */
  readonly sameAs?: string;
  readonly variants?: readonly (Expectation & { readonly name: string; readonly without: readonly string[] })[];
}

export function oracleCases(): Readonly<Record<string, OracleCase>> {
  return JSON.parse(readFileSync(join(oracle, "expected.json"), "utf8")) as Record<string, OracleCase>;
}

/** Names of the case folders, sorted. */
export function folders(): readonly string[] {
  return readdirSync(oracle, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[op]\d/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** Files of a case: path → content. */
export function filesOf(name: string): ReadonlyMap<string, string> {
  const folder = join(oracle, name);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")] as const));
}

const reports = new Map<string, Promise<Report>>();

/** The report of a case, without the given parts of it; analyzed once. */
export function reportOf(name: string, without: readonly string[] = []): Promise<Report> {
  const key = [name, ...without].join(" ");
  const report =
    reports.get(key) ?? (without.length === 0 ? judgeFiles([join(oracle, name)]) : judgeRest(name, without));
  reports.set(key, report);
  return report;
}

async function judgeRest(name: string, without: readonly string[]): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-oracle-"));
  try {
    cpSync(join(oracle, name), folder, { recursive: true });
    for (const part of without) rmSync(join(folder, part), { recursive: true });
    return await judgeFiles([folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The incident the verdict is about. */
export function incidentOf(report: Report): IncidentReport | undefined {
  return report.verdict.incident === null ? undefined : report.incidents[report.verdict.incident];
}

/** Sentences of the tool's own, what is missing aside. */
function claimsOf(report: Report): readonly string[] {
  const hypotheses = report.incidents.flatMap((incident) => incident.hypotheses);
  return [
    report.verdict.headline,
    ...hypotheses.flatMap((each) => [...each.for, ...each.against].map((claim) => claim.text)),
    ...hypotheses.flatMap((each) => each.caps),
  ];
}

function rank(level: Confidence): number {
  return confidenceLevels.indexOf(level);
}

/** What a report says otherwise than expected, one sentence each; empty when it is right. */
export function mismatches(report: Report, expected: Expectation): readonly string[] {
  const incident = incidentOf(report);
  const hypotheses = incident?.hypotheses ?? [];
  const found: string[] = [];
  const must = (holds: boolean, text: string): void => {
    if (!holds) found.push(text);
  };
  const oneOf = (what: string, value: string | undefined, accepted: readonly string[] | undefined): void =>
    must(
      accepted === undefined || accepted.includes(value ?? ""),
      `${what} is ${value}, not ${accepted?.join(" or ")}`,
    );

  const { class: headline, level } = report.verdict;
  oneOf("class", headline, expected.class);
  oneOf("level", level, expected.levelOf?.[headline] ?? expected.level);
  if (expected.cause !== undefined) oneOf("cause", report.verdict.cause ?? "null", [expected.cause]);
  oneOf("trigger", incident?.trigger.kind, expected.trigger);
  oneOf("mechanism", incident?.mechanism.class, expected.mechanism);
  oneOf("leading hypothesis", hypotheses[0]?.class, expected.leads);
  const firstTwo = hypotheses.slice(0, 2).map((each) => each.class);
  must(
    expected.firstTwo?.every((each) => firstTwo.includes(each)) ?? true,
    `first two hypotheses are ${firstTwo.join(", ")}, not ${expected.firstTwo?.join(", ")}`,
  );
  found.push(...effectMismatches(incident, expected), ...hypothesisMismatches(hypotheses, expected));
  found.push(...wordMismatches(report, expected), ...clientMismatches(report, expected));
  const missing = hypotheses.flatMap((each) => each.missing.map(({ what, files }) => `${what} ${files ?? ""}`));
  for (const pattern of expected.missing ?? [])
    must(
      missing.some((each) => new RegExp(pattern).test(each)),
      `nothing missing matches /${pattern}/: ${missing.join("; ")}`,
    );
  const kinds = report.problems.map((problem) => problem.kind);
  for (const pattern of expected.problems ?? [])
    must(
      kinds.some((kind) => new RegExp(pattern).test(kind)),
      `no problem matches /${pattern}/: ${kinds.join(", ")}`,
    );
  for (const kind of expected.neverProblems ?? [])
    must(!kinds.some((each) => each === kind), `a problem ${kind} is reported`);
  if (expected.instances !== undefined)
    must(
      report.instances.length === expected.instances,
      `${report.instances.length} instances, not ${expected.instances}`,
    );
  return found;
}

function effectMismatches(incident: IncidentReport | undefined, expected: Expectation): readonly string[] {
  const effects = incident?.clientEffects ?? [];
  const classes: readonly string[] = effects.map((effect) => effect.class);
  const subtypes = effects.flatMap((effect) => effect.subtype ?? []);
  const wanted = expected.effects?.has?.filter((each) => !classes.includes(each)) ?? [];
  const unwanted = expected.effects?.hasNot?.filter((each) => classes.includes(each)) ?? [];
  const right = expected.subtype === undefined || subtypes.some((each) => expected.subtype?.includes(each));
  return [
    ...wanted.map((each) => `no effect ${each}, only ${classes.join(", ")}`),
    ...unwanted.map((each) => `an effect ${each}`),
    ...(right ? [] : [`sub-type is ${subtypes.join(", ") || "none"}, not ${expected.subtype?.join(" or ")}`]),
  ];
}

function hypothesisMismatches(hypotheses: readonly HypothesisReport[], expected: Expectation): readonly string[] {
  return Object.entries(expected.hypotheses ?? {}).flatMap(([name, { atMost, atLeast, against }]) => {
    const each = hypotheses.find((hypothesis) => hypothesis.class === name);
    const texts = each?.against.map((claim) => claim.text) ?? [];
    return [
      ...(atMost !== undefined && each !== undefined && rank(each.level) > rank(atMost)
        ? [`${name} is ${each.level}, at most ${atMost}`]
        : []),
      ...(atLeast !== undefined && (each === undefined || rank(each.level) < rank(atLeast))
        ? [`${name} is ${each?.level ?? "not weighed"}, at least ${atLeast}`]
        : []),
      ...(against !== undefined && !texts.some((text) => new RegExp(against).test(text))
        ? [`nothing against ${name} matches /${against}/: ${texts.join("; ")}`]
        : []),
    ];
  });
}

/** Words a case must use, and words its evidence has not earned (CLASSIFY §8). */
function wordMismatches(report: Report, expected: Expectation): readonly string[] {
  const claims = claimsOf(report);
  const headline = report.verdict.headline;
  const race = report.verdict.class === "split-writer-race" && rank(report.verdict.level) >= rank("probable");
  const never = [
    /data loss|lost data/i,
    ...(expected.memory === true ? [] : [/out of memory|\bOOM\b/i]),
    ...(race ? [] : [/split[- ]brain/i]),
  ];
  const says = [...(expected.says ?? []), ...(expected.saysIf?.[report.verdict.class] ?? [])];
  return [
    ...says
      .filter((pattern) => !claims.some((claim) => new RegExp(pattern, "i").test(claim)))
      .map((pattern) => `no claim matches /${pattern}/`),
    ...never.flatMap((word) => claims.filter((claim) => word.test(claim)).map((claim) => `not earned: ${claim}`)),
    ...(expected.headlineNot ?? [])
      .filter((pattern) => new RegExp(pattern, "i").test(headline))
      .map((pattern) => `the headline matches /${pattern}/: ${headline}`),
  ];
}

/** A minute is beyond every healthy tail. */
const LONG_SECONDS = 60;

function clientMismatches({ clients }: Report, { stale, healedBy, offset }: Expectation): readonly string[] {
  const late = clients.filter((client) => client.staleSeconds > LONG_SECONDS);
  const found: string[] = [];
  const ids = late.map(({ id }) => id);
  if (stale !== undefined && !(ids.length === stale.length && stale.every((pod) => ids.some((id) => id.includes(pod)))))
    found.push(`stale for long: ${ids.join(", ") || "nobody"}, not ${stale.join(", ")}`);
  if (healedBy !== undefined)
    found.push(
      ...late.filter((client) => client.healedBy !== healedBy).map(({ id, healedBy: by }) => `${id} healed by ${by}`),
    );
  if (offset !== undefined) {
    const shown = clients.find((client) => client.id === offset.client)?.offsetSeconds ?? 0;
    if (Math.abs(shown - offset.seconds) > 2) found.push(`${offset.client} is ${shown} s off, not ${offset.seconds}`);
  }
  return found;
}
