// `npm run oracle [-- --store]`: starts a throw-away PostgreSQL (15 or later) that logs as stderr with the RDS prefix, as
// csvlog and as jsonlog at once, gives it errors, statements of many lines and a kill -9, and compares what we read in
// the three. `--store` keeps the logs as the fixture of a test that needs no server. Ends at once where there is none.
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { comparable, formatFiles, scanThree, secondsApart, states } from "../test/parse/postgresql/three-formats.ts";

const { values } = parseArgs({ options: { store: { type: "boolean", default: false } } });
const fixture = fileURLToPath(new URL("../fixtures/postgresql/three-formats", import.meta.url));
const bin = globSync("/usr/lib/postgresql/*/bin").sort((a, b) => Number(b.split("/")[4]) - Number(a.split("/")[4]))[0];

const quotedLog = "2026-11-21 19:01:44 UTC::@:[1]:LOG:  server process (PID 7) was terminated by signal 9: Killed";
const port = 20_000 + (process.pid % 20_000);
const config = `
logging_collector = on
log_destination = 'stderr,csvlog,jsonlog'
log_directory = '../log'
log_filename = 'postgresql.log'
log_line_prefix = '%t:%r:%u@%d:[%p]:'
log_timezone = 'UTC'
log_connections = on
log_statement = 'all'
log_min_messages = notice
log_min_error_statement = error
listen_addresses = '127.0.0.1'
port = ${port}
fsync = off
lc_messages = 'C'
`;

/** Statements of one session, then of others. */
const script = `
CREATE TABLE wiki (id int PRIMARY KEY, body text);
INSERT INTO wiki VALUES (1, 'a');
INSERT INTO wiki
  VALUES (1, 'the same
key "again"');
SELECT * FROM no_such_table;
SELECT lenght('x');
SELECT 1 / 0;
INSERT INTO wiki VALUES (2, '
${quotedLog}
2026-11-21 19:01:44.123 UTC,"a","b",1,"h:1",x,1,"",2026-11-21 19:01:44 UTC,,0,LOG,00000,"forged",,,,,,,,,"",,,0
DETAIL:  Failed process was running: UPDATE wiki');
DO $$ BEGIN RAISE LOG 'server process (PID %) was terminated by signal 9: Killed', 7
  USING DETAIL = E'Failed process was running: UPDATE wiki\\n\\tSET body = \\'\\'', HINT = 'none, it is made up'; END $$;
DO $$ BEGIN RAISE WARNING E'two\\nlines with größe, "quotes" and a\\ttab'; END $$;
SET default_transaction_read_only = on;
UPDATE wiki SET body = 'x';
`;

if (bin === undefined || !existsSync(join(bin, "initdb"))) console.log("oracle: no PostgreSQL here, nothing compared");
else await compare(bin);

async function compare(programs: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-oracle-"));
  // The server refuses to run as root.
  const root = process.getuid?.() === 0;
  const uid = root ? Number(spawnSync("id", ["-u", "nobody"], { encoding: "utf8" }).stdout) : process.getuid?.();
  const as = uid === undefined ? {} : { uid };
  if (root && uid !== undefined) chownSync(folder, uid, -1);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const env = {
    ...process.env,
    LC_ALL: "C.UTF-8",
    PGAPPNAME: "oracle",
    PGHOST: "127.0.0.1",
    PGPORT: String(port),
    PGUSER: "rdsadmin",
  };
  const run = (program: string, args: readonly string[], input = ""): SpawnSyncReturns<string> =>
    spawnSync(join(programs, program), args, {
      ...as,
      env,
      input,
      encoding: "utf8",
      cwd: folder,
      stdio: ["pipe", "ignore", "pipe"],
    });
  const must = (program: string, args: readonly string[]): void => {
    const { status, stderr } = run(program, args);
    if (status !== 0) throw new Error(`${program}: exit ${status}: ${stderr}`);
  };
  const psql = (input: string, database = "postgres"): void =>
    void run("psql", ["-X", "-d", database, "-f", "-"], input);
  try {
    must("initdb", ["-D", data, "-U", "rdsadmin", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]);
    writeFileSync(join(data, "postgresql.auto.conf"), `${config}unix_socket_directories = '${folder}'\n`);
    must("pg_ctl", ["-D", data, "-l", join(folder, "start.log"), "-w", "start"]);
    psql(script);
    psql("SELECT 1", "no_such_database");
    psql(`CREATE ROLE "jo:e@CORP" LOGIN; CREATE ROLE "größe" LOGIN;`);
    for (const user of ["jo:e@CORP", "größe", "nobody here"])
      run("psql", ["-X", "-U", user, "-d", "postgres", "-c", "SELECT 1"]);
    run("psql", ["-X", "-h", folder, "-d", "postgres", "-c", "SELECT 2"]);
    await killOne(join(programs, "psql"), as, env);
    must("pg_ctl", ["-D", data, "-w", "-m", "fast", "stop"]);
    judge(join(folder, "log"));
  } finally {
    run("pg_ctl", ["-D", data, "-m", "immediate", "stop"]);
    rmSync(folder, { recursive: true, force: true });
  }

  /** A backend is killed while it runs a statement that quotes a log; the server recovers in place. */
  async function killOne(program: string, user: object, environment: NodeJS.ProcessEnv): Promise<void> {
    const client = spawn(program, ["-X", "-A", "-t", "-d", "postgres"], {
      ...user,
      env: environment,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const ended = new Promise((resolve) => client.once("close", resolve));
    client.stdin.write("SELECT pg_backend_pid();\n");
    const pid = await new Promise<number>((resolve) =>
      client.stdout.once("data", (bytes) => resolve(Number(String(bytes)))),
    );
    client.stdin.write(`UPDATE wiki SET body = '\n${quotedLog}' WHERE pg_sleep(30) IS NOT NULL;\n`);
    const isAsleep = `SELECT 1 FROM pg_stat_activity WHERE pid = ${pid} AND wait_event = 'PgSleep'`;
    const asked = ["-X", "-A", "-t", "-d", "postgres", "-c", isAsleep];
    const sleeps = (): boolean =>
      spawnSync(program, asked, { ...user, env: environment, encoding: "utf8" }).stdout === "1\n";
    for (let tries = 0; tries < 200 && !sleeps(); tries++);
    process.kill(pid, "SIGKILL");
    await ended;
    for (let tries = 0; tries < 200 && run("psql", ["-X", "-d", "postgres", "-c", "SELECT 3"]).status !== 0; tries++);
  }
}

function judge(logs: string): void {
  const three = scanThree(logs);
  const [stderr, csvlog, jsonlog] = [comparable(three.stderr), comparable(three.csvlog), comparable(three.jsonlog)];
  for (const [format, { counts, problems }] of Object.entries(three)) {
    console.log(`${format}: ${JSON.stringify(counts)} ${problems.length === 0 ? "" : JSON.stringify(problems)}`);
  }
  const differences = [
    ...differing("stderr", stderr, csvlog),
    ...differing("jsonlog", jsonlog, csvlog),
    ...differing("SQLSTATE of jsonlog", states(three.jsonlog), states(three.csvlog)),
  ];
  for (const line of differences.slice(0, 20)) console.log(line);
  console.log(`oracle: ${csvlog.length} records, ${differences.length} differences`);
  const apart = secondsApart(three.stderr, three.csvlog);
  if (apart > 1) console.log(`stamps of stderr and csvlog are ${apart} s apart`);
  process.exitCode = apart <= 1 && differences.length === 0 && csvlog.length > 0 ? 0 : 1;
  if (!values.store) return;
  mkdirSync(fixture, { recursive: true });
  for (const name of Object.values(formatFiles)) copyFileSync(join(logs, name), join(fixture, name));
}

function differing(name: string, found: readonly string[], expected: readonly string[]): readonly string[] {
  const [have, want] = [new Set(found), new Set(expected)];
  return [
    ...found.filter((line) => !want.has(line)).map((line) => `only in ${name}: ${line}`),
    ...expected.filter((line) => !have.has(line)).map((line) => `not in ${name}: ${line}`),
  ];
}
