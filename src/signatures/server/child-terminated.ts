import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

/** Processes whose names the postmaster writes as they are. `server process` ≤ 17, `client backend` ≥ 18. */
const names = [
  "server process",
  "client backend",
  "startup process",
  "background writer process",
  "checkpointer process",
  "WAL writer process",
  "WAL receiver process",
  "WAL summarizer process",
  "autovacuum launcher process",
  "autovacuum worker",
  "archiver process",
  "slot sync worker process",
  "walsender",
  "io worker",
];

// `background worker "x"` ≥ 14 (and pg_cron's on Aurora), `worker process: x` ≤ 13.
const who = String.raw`^(?:${names.join("|")}|background worker "[^"]{1,128}"|worker process: [^()]{1,128}(?:\(PID \d+\) )?) ?\(PID \d+\) `;
// pg_strsignal names the signal ("Killed", "Segmentation fault: 11"), or nothing does; Windows has exceptions.
const bySignal = new RegExp(
  String.raw`${who}was terminated by (?:signal \d+(?:: [A-Za-z][\w /():-]{0,60})?|exception 0x[0-9A-F]{1,8})$`,
);
// 0 and 1 are how most children end in order.
const byExit = new RegExp(String.raw`${who}exited with (?:exit code (?:[2-9]|\d{2,3})|unrecognized status \d+)$`);
const essential =
  /^(?:startup|checkpointer|background writer|WAL writer|autovacuum launcher) process \(PID \d+\) exited with exit code 1$/;

const killed = "server process (PID 799) was terminated by signal 9: Killed";
const exited = "server process (PID 799) exited with exit code 2";

/** A child of the postmaster ended in a way that brings the others down. */
export const childTerminated: ServerSignature = {
  id: "child-terminated",
  scope: "server",
  title: "Server process terminated",
  means: "A process of the server was killed or crashed; signal 9 alone does not prove that memory ran out.",
  references: [
    "src/backend/postmaster/postmaster.c: LogChildExit",
    "https://hightouch.com/blog/uncovering-a-race-condition-in-aurora-rds",
  ],
  starts: [...names.map((name) => `${name} (PID `), 'background worker "', "worker process: "],
  chatter: false,
  match: (m) =>
    m.background &&
    m.level === "info" &&
    (bySignal.test(m.message) || byExit.test(m.message) || essential.test(m.message)),
  examples: {
    matches: [
      background(killed),
      background("client backend (PID 21077) was terminated by signal 9: Killed"),
      background('background worker "pg_cron" (PID 25883) was terminated by signal 11: Segmentation fault'),
      background('background worker "parallel worker" (PID 402) was terminated by signal 9: Killed'),
      background("worker process: pg_cron scheduler (PID 6153) was terminated by signal 11: Segmentation fault"),
      background("worker process: parallel worker for PID 71 (PID 402) was terminated by signal 9: Killed"),
      background("WAL writer process (PID 88) was terminated by signal 9: Killed"),
      background("checkpointer process (PID 12450) was terminated by signal 6: Aborted"),
      background("server process (PID 799) was terminated by signal 9"),
      background("server process (PID 799) was terminated by exception 0xC0000005"),
      background(exited),
      background("startup process (PID 31) exited with exit code 1"),
    ],
    ignores: [
      ...lacking(background(killed), "server", "process", "(PID", "799)", "was", "terminated", "by", "signal", "9:"),
      ...lacking(background(exited), "exited", "with", "exit", "code", "2"),
      ...lacking(
        background('background worker "pg_cron" (PID 25883) was terminated by signal 11'),
        "background",
        "worker",
        '"pg_cron"',
      ),
      miss(
        background('background worker "logical replication launcher" (PID 77) exited with exit code 1'),
        "how it ends in every stop",
      ),
      miss(
        background("server process (PID 799) exited with exit code 1"),
        "a FATAL of one session ends its process so",
      ),
      miss(
        background("system logger process (PID 5) was terminated by signal 9: Killed"),
        "replaced without touching the others",
      ),
      miss(
        background(
          'server process (PID 7) was terminated by signal 9:[13343]:FATAL:  password authentication failed for user "x',
        ),
        "forged through a user name",
      ),
      miss(background(killed, "warning"), "it is a LOG line"),
      raised(killed),
    ],
  },
};
