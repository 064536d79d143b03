// One server wrote the same records as stderr, csvlog and jsonlog: what each says, in words that can be compared.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerFormat } from "../../../src/parse/index.ts";
import { type Scanned, scan } from "./scan.ts";

export const formatFiles = {
  stderr: "postgresql.log",
  csvlog: "postgresql.csv",
  jsonlog: "postgresql.json",
} as const satisfies Partial<Record<ServerFormat, string>>;

/** The three files of a folder, scanned. */
export function scanThree(folder: string): Readonly<Record<keyof typeof formatFiles, Scanned>> {
  const read = (format: keyof typeof formatFiles): Scanned => scan(readFileSync(join(folder, formatFiles[format])));
  return { stderr: read("stderr"), csvlog: read("csvlog"), jsonlog: read("jsonlog") };
}

/**
 * What every format states of every record, a line each: one backend's in its order, backends by process id. stderr has
 * whole seconds and no SQLSTATE, and puts the place of an error into the message.
 */
export function comparable({ rows }: Scanned): readonly string[] {
  const messages = rows.filter(({ part }) => part === "message");
  const byPid = Map.groupBy(messages, ({ pid }) => pid);
  return [...byPid]
    .sort(([a], [b]) => a - b)
    .flatMap(([, own]) =>
      own.map(({ pid, level, who, text }) => {
        const { detail, hint, context, statement, user, database, host, port } = text;
        const message = text.message.replace(/ at character \d+$/, "");
        // csvlog and jsonlog have no names where stderr says [unknown].
        const names = [user, database].map((name) => (name === "[unknown]" ? null : name));
        const peer = who.replaceAll("[unknown]", "");
        return JSON.stringify({
          pid,
          level,
          peer,
          message,
          detail,
          hint,
          context,
          statement,
          names,
          host,
          port,
        });
      }),
    );
}

function seconds({ rows }: Scanned): readonly number[] {
  const messages = rows.filter(({ part }) => part === "message").toSorted((a, b) => a.pid - b.pid);
  return messages.map(({ us }) => Math.floor((us ?? 0) / 1e6));
}

/**
 * How many seconds the stamps of the same record lie apart at most, rounded down. PostgreSQL asks the clock once for
 * `%t` and once for the others, so 1 is possible.
 */
export function secondsApart(a: Scanned, b: Scanned): number {
  const other = seconds(b);
  return Math.max(0, ...seconds(a).map((second, i) => Math.abs(second - (other[i] ?? 0))));
}

/** SQLSTATEs by process: csvlog's and jsonlog's must agree; jsonlog leaves 00000 out. */
export function states({ rows }: Scanned): readonly string[] {
  return rows.map(({ pid, text }) => `${pid} ${text.sqlstate ?? "00000"} ${text.application}`).sort();
}
