import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./measure.ts";

/** Tools that are measured beside this one where they are installed. */
export type PeerName = "wc" | "rg" | "lnav" | "pgbadger" | "jq" | "pigz" | "zstd";

const names: readonly PeerName[] = ["wc", "rg", "lnav", "pgbadger", "jq", "pigz", "zstd"];

/** The first line of `--version` of each; null for one that is not installed. */
export function installedPeers(): ReadonlyMap<PeerName, string | null> {
  return new Map(
    names.map((name) => {
      const { error, stdout, stderr } = spawnSync(name, ["--version"], { encoding: "utf8" });
      return [name, error === undefined ? ((stdout || stderr).split("\n")[0] ?? "").trim() : null];
    }),
  );
}

/** lnav 0.11 does not know the prefix of RDS, and would count every line as unknown. */
const lnavFormat = {
  rds_bench: {
    title: "RDS PostgreSQL",
    regex: {
      std: {
        pattern:
          "^(?<timestamp>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}) UTC:(?<client>[^@]*)@(?<db>[^:]*):\\[(?<pid>\\d+)\\]:(?<level>\\w+):\\s+(?<body>.*)$",
      },
    },
    "level-field": "level",
    level: { error: "ERROR", fatal: "FATAL|PANIC", warning: "WARNING", info: "LOG|DETAIL|HINT|STATEMENT" },
    value: { client: { kind: "string" }, db: { kind: "string" }, pid: { kind: "integer" } },
    sample: [{ line: "2026-11-21 06:00:19 UTC:10.0.2.25(4933):app@orders:[87]:ERROR:  duplicate key" }],
  },
};

/** Records by level, headless: lnav has to read and parse every line for it, and indexes nothing more. */
export function lnav(data: string, logs: readonly string[], rounds: number): Command {
  const config = join(data, "lnav");
  mkdirSync(join(config, "formats/rds"), { recursive: true });
  writeFileSync(join(config, "formats/rds/format.json"), JSON.stringify(lnavFormat));
  const query = ";SELECT log_level, count(*) FROM all_logs GROUP BY log_level";
  return { name: "lnav -n, levels counted", argv: ["lnav", "-n", "-I", config, "-c", query, ...logs], rounds };
}

/** Counts the lines that hold one of the 22 patterns. */
export function rg(patterns: string, logs: readonly string[]): Command {
  return { name: "rg -c, 22 patterns", argv: ["rg", "-c", "-f", patterns, ...logs], mayExit: [1] };
}

export function wc(logs: readonly string[]): Command {
  return { name: "wc -l", argv: ["wc", "-l", ...logs] };
}

/** Errors only (`-w`), or the whole report. */
export function pgBadger(data: string, logs: readonly string[], whole: boolean): Command {
  const options = ["-q", "-j", "2", "-f", "stderr", "-p", "%t:%r:%u@%d:[%p]:", "--pid-dir", data];
  const out = whole ? ["-o", join(data, "pgbadger.html")] : ["-w", "-o", join(data, "pgbadger.txt")];
  const name = `pgBadger${whole ? "" : " -w"} -j 2`;
  return { name, argv: ["pgbadger", ...options, ...out, ...logs], rounds: 1 };
}

/** Lines of an application log at level warn and above. */
export function jq(logs: readonly string[], rounds: number): Command {
  return { name: "jq -c 'select(.level>=40)'", argv: ["jq", "-c", "select(.level>=40)", ...logs], rounds };
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

/** A decompressor, and ripgrep behind it. */
export function decoded(decoder: "pigz" | "zstd", patterns: string, logs: readonly string[]): Command {
  const decode = decoder === "pigz" ? "pigz -dc" : "zstd -q -dc";
  const script = `${decode} ${logs.map(quoted).join(" ")} | rg -c -f ${quoted(patterns)}`;
  return { name: `${decoder} -dc \\| rg -c`, argv: ["sh", "-c", script], mayExit: [1] };
}
