import type { AppFormat } from "../format.ts";
import { levelOfWord } from "../levels.ts";

const server = /^(DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC): {2}(?=\S)(.*)$/s;
const tool =
  /^(?:psql|pgbench|pg_dump|pg_restore|pg_isready|createdb|vacuumdb)(?::\S{1,200})?: (?:(error|fatal|warning|detail|hint): )?(.*)$/s;

/** Messages of a server that libpq prints on stderr without time, and the errors of psql, pgbench and their kin. */
export const libpq: AppFormat = {
  id: "libpq",
  title: "libpq, psql and pgbench on stderr (no time)",
  references: ["https://www.postgresql.org/docs/current/libpq-notice-processing.html"],
  joins: "by-pattern",
  head: ({ text }) => {
    const found = server.exec(text) ?? tool.exec(text);
    if (found === null) return null;
    return { stamp: null, level: levelOfWord(found[1]) ?? "none", message: found[2] ?? "", error: null, data: null };
  },
  samples: {
    matches: [
      {
        line: "WARNING:  terminating connection because of crash of another server process",
        time: null,
        level: "warning",
        message: "terminating connection because of crash of another server process",
      },
      {
        line: "pgbench: error: client 2 script 0 aborted in command 2 query 0: FATAL:  terminating connection due to unexpected postmaster exit",
        time: null,
        level: "error",
        message:
          "client 2 script 0 aborted in command 2 query 0: FATAL:  terminating connection due to unexpected postmaster exit",
      },
      {
        line: 'psql:batch.sql:3: ERROR:  relation "jobs" does not exist',
        time: null,
        level: "none",
        message: 'ERROR:  relation "jobs" does not exist',
      },
    ],
    ignores: [
      { line: "WARNING: the disk is almost full", why: "one blank: somebody's own message" },
      {
        line: "DETAIL:  The postmaster has commanded this server process to roll back",
        why: "goes on with the message before it",
      },
      { line: "psql (15.18)", why: "a banner" },
    ],
  },
};
