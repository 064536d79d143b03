import type { Instance } from "./instance.ts";
import { secondStamp } from "./stamps.ts";
import { lastWords, statement } from "./statements.ts";

/** What happens on an instance, in seconds after the failover began; it logs nothing ordinary while it is down. */
export interface Step {
  readonly after: number;
  readonly run: (instance: Instance, ms: number) => void;
  /** Ordinary operation goes on this many seconds later; null: not before the next step. */
  readonly quietFor: number | null;
}

const readyWriter = "database system is ready to accept connections";
const readyReader = "database system is ready to accept read-only connections";
const server =
  "starting PostgreSQL 15.4 on x86_64-pc-linux-gnu, compiled by x86_64-pc-linux-gnu-gcc (GCC) 9.5.0, 64-bit";

function stop(instance: Instance, ms: number): void {
  const { postmaster } = instance;
  instance.say(ms, postmaster, "LOG", "shutdown-requested", "received fast shutdown request");
  const message = "terminating connection due to administrator command";
  for (const session of instance.sessions)
    instance.say(ms, session, "FATAL", "terminated-by-administrator", message, { sqlstate: "57P01" });
  instance.say(ms, postmaster, "LOG", "shutting-down", "shutting down");
  instance.say(ms, postmaster, "LOG", "shut-down", "database system is shut down");
}

function start(instance: Instance, ms: number, pid: number, clean: boolean, writer: boolean): void {
  instance.reborn(pid, ms);
  const { postmaster } = instance;
  instance.say(ms, postmaster, "LOG", "server-starting", server);
  const at = `${secondStamp(ms - (clean ? 1000 : 9000))} UTC`;
  if (clean) instance.say(ms, postmaster, "LOG", "was-shut-down", `database system was shut down at ${at}`);
  else
    instance.say(ms, postmaster, "LOG", "was-interrupted", `database system was interrupted; last known up at ${at}`);
  const refused = { sqlstate: "57P03" };
  for (let n = 0; n < 6; n++)
    instance.say(ms, instance.anySession(), "FATAL", "not-accepting", "the database system is starting up", refused);
  const ready = writer ? readyWriter : readyReader;
  instance.say(ms + 1000, postmaster, "LOG", writer ? "ready" : "ready-read-only", ready);
}

function crash(instance: Instance, ms: number, last: string): void {
  const { postmaster } = instance;
  const victim = instance.anySession();
  instance.say(ms, victim, "LOG", "duration", "duration: 612.402 ms  statement: ", { sql: statement(last) });
  const killed = `server process (PID ${victim.pid}) was terminated by signal 9: Killed`;
  const detail = `Failed process was running: ${last}`;
  instance.say(ms, postmaster, "LOG", "child-terminated", killed, { detail });
  instance.say(ms, postmaster, "LOG", "terminating-others", "terminating any other active server processes");
  const message = "terminating connection because of crash of another server process";
  const beside = {
    sqlstate: "57P02",
    detail:
      "The postmaster has commanded this server process to roll back the current transaction and exit, because another server process exited abnormally and possibly corrupted shared memory.",
    hint: "In a moment you should be able to reconnect to the database and repeat your command.",
  };
  for (const session of instance.sessions.slice(0, 12))
    if (session !== victim) instance.say(ms, session, "WARNING", "terminated-by-crash", message, beside);
  const runtime = "Can't handle storage runtime process crash";
  instance.say(ms, postmaster, "FATAL", "storage-runtime-crash", runtime, { sqlstate: "XX000" });
  instance.say(ms, postmaster, "LOG", "shut-down", "database system is shut down");
}

/** What clients with an old address are told by the instance that is a reader again. */
function refuse(instance: Instance, ms: number): void {
  const message = "cannot execute UPDATE in a read-only transaction";
  for (let n = 0; n < 5; n++) {
    const beside = { sqlstate: "25006", statement: statement(lastWords.writer) };
    instance.say(ms, instance.anySession(), "ERROR", "read-only-refused", message, beside);
  }
}

/** The split-writer race: both accept writes from 7 to 15 s, both crash, the old writer is promoted again. */
export const race: Readonly<Record<"writer" | "target", readonly Step[]>> = {
  writer: [
    { after: 0, run: stop, quietFor: null },
    { after: 1, run: (i, ms) => start(i, ms, 1385, true, true), quietFor: 2 },
    { after: 15, run: (i, ms) => crash(i, ms, lastWords.writer), quietFor: null },
    { after: 23, run: (i, ms) => start(i, ms, 2195, false, true), quietFor: 2 },
  ],
  target: [
    { after: 5, run: stop, quietFor: null },
    { after: 6, run: (i, ms) => start(i, ms, 1579, true, true), quietFor: 2 },
    { after: 17, run: (i, ms) => crash(i, ms, lastWords.target), quietFor: null },
    { after: 29, run: (i, ms) => start(i, ms, 2407, false, false), quietFor: 2 },
    { after: 33, run: refuse, quietFor: 0 },
  ],
};

/** Whether an instance of this part accepts writes `after` seconds after the failover began. */
export function writable(part: "writer" | "target", after: number): boolean {
  return part === "writer" || (after >= 7 && after <= 17);
}

const told: readonly (readonly [number, string, string])[] = [
  [0, "bench", "Started same AZ failover to DB instance: aurora-2"],
  [1, "aurora-1", "DB instance shutdown"],
  [2, "aurora-1", "DB instance restarted"],
  [8, "aurora-2", "DB instance restarted"],
  [23, "bench", "Promoting previous primary again: aurora-1"],
  [25, "aurora-1", "DB instance restarted"],
  [31, "bench", "Completed customer initiated failover to DB instance: aurora-1"],
  [32, "aurora-2", "DB instance restarted"],
];

/** The events of the race, as `aws rds describe-events` prints them. */
export function rdsEvents(incidentMs: number): string {
  const Events = told.map(([second, SourceIdentifier, Message]) => ({
    SourceIdentifier,
    SourceType: SourceIdentifier === "bench" ? "db-cluster" : "db-instance",
    Message,
    EventCategories: [],
    Date: new Date(incidentMs + second * 1000).toISOString(),
  }));
  return `${JSON.stringify({ Events }, null, 4)}\n`;
}
