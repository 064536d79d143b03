import type { AcquisitionEntry, Collected, Plan, Target } from "../collect/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { sizeText } from "./collect-progress.ts";

/** Entries printed of one state; manifest.json has them all. */
const MAX_ENTRIES = 20;

/** The cluster as it was found, on one line. */
export function targetText({ kind, id, region, cluster, members }: Target): string {
  const what = { "aurora-cluster": "cluster", "multi-az-cluster": "Multi-AZ DB cluster", instance: "instance" }[kind];
  const engine = cluster ?? members[0]?.described;
  const version = [engine?.Engine, engine?.EngineVersion].flatMap((word) => word ?? []).join(" ");
  const writers = new Set(
    (cluster?.DBClusterMembers ?? []).flatMap((member) =>
      member.IsClusterWriter === true ? [member.DBInstanceIdentifier?.toLowerCase()] : [],
    ),
  );
  const names = members.map((member) =>
    cluster === null
      ? member.id
      : `${member.id} (${writers.has(member.id.toLowerCase()) ? "writer now" : "reader now"})`,
  );
  const list = kind === "instance" ? "" : `: ${names.join(", ")}`;
  return escapeTerminal(`${what} ${id} (${[version, region].filter((word) => word !== "").join(", ")})${list}`);
}

/** What was collected, what was not, and how to go on. */
export function sayCollected(collected: Collected, folder: string, again: string): string {
  const { state, files, entries, evidenceSha256, calls } = collected;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const made = [...calls].map(([call, count]) => `${call} ${count}`).join(", ");
  const total = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const of = (...states: readonly AcquisitionEntry["state"][]): readonly AcquisitionEntry[] =>
    entries.filter((entry) => states.includes(entry.state));
  const pending = of("pending");
  const lines = [
    `${files.length} file${files.length === 1 ? "" : "s"}, ${sizeText(bytes)}, in ${folder}`,
    `evidence sha256 ${evidenceSha256}`,
    `calls ${total}${made === "" ? "" : ` (${made})`}; all of them read`,
    ...section("not collected", of("none"), sayLost),
    ...section("collected in part", of("partial"), sayLost),
    ...section(
      "not there",
      of("absent").filter((entry) => entry.consequence !== null),
      sayLost,
    ),
    ...section("not complete yet", pending, sayPending),
  ];
  if (state === "interrupted")
    lines.push("interrupted; what is finished stays, and this goes on with it:", `  ${again}`);
  else if (state === "disk-full")
    lines.push("the disk is full; what is finished stays. Make room, then this goes on with it:", `  ${again}`);
  else if (pending.length > 0) lines.push("to complete it, later:", `  ${again}`);
  return lines.map((line) => escapeTerminal(line)).join("\n");
}

function section(
  title: string,
  entries: readonly AcquisitionEntry[],
  word: (entry: AcquisitionEntry) => readonly string[],
): readonly string[] {
  if (entries.length === 0) return [];
  const shown = entries.slice(0, MAX_ENTRIES).flatMap((entry) => {
    const [first = "", ...rest] = word(entry);
    return [`  - ${first}`, ...rest.map((text) => `      ${text}`)];
  });
  const more = entries.length - MAX_ENTRIES;
  return [`${title}:`, ...shown, ...(more > 0 ? [`  … and ${more} more, in manifest.json`] : [])];
}

function sayLost({ subject, source, reason, consequence, remedy }: AcquisitionEntry): readonly string[] {
  return [`${subject} (${source}): ${reason}`, ...[consequence, remedy].flatMap((text) => text ?? [])];
}

function sayPending({ subject, source, reason, runAgainAfter }: AcquisitionEntry): readonly string[] {
  return [`${subject} (${source}): ${reason}${runAgainAfter === null ? "" : `; complete after ${runAgainAfter}`}`];
}

/** What a dry run prints: every file and call, and the sum. */
export function sayPlan({ files, calls, leftOut }: Plan): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const lines = [
    ...files.map(({ instance, name, bytes: size }) => `GET  ${instance} ${name}  ${sizeText(size)}`),
    ...calls.map(({ call, about }) => `CALL ${call}  ${about}`),
    `${files.length} log files, ${sizeText(bytes)}; ${leftOut.files} files (${sizeText(leftOut.bytes)}) do not touch the window`,
    "a dry run: nothing was saved; only descriptions and the listings of log files were asked for.",
  ];
  return `${lines.map((line) => escapeTerminal(line)).join("\n")}\n`;
}
