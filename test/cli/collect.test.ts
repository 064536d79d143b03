import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { cluster, instance, logFile, NOW, worldWith } from "../sim/hand-world.ts";
import { KEY } from "../sim/rules.ts";
import {
  type Desk,
  desk,
  hashes,
  LATER,
  logsIn,
  manifestOf,
  openDesk,
  RACE,
  race,
  raceLogs,
  sha256,
  shell,
  until,
  WINDOW,
} from "./collect-account.ts";
import type { Ran } from "./spawn.ts";

// Each test runs the product two or three times, side by side with four others.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const DOWNLOAD = "DownloadCompleteDBLogFile";
const collecting = ["collect", "--cluster", "orders-prod", ...WINDOW, "--case", "case"] as const;

/** Everything the process said, and everything it left behind, as one text. */
function everything(at: Desk, ...ran: readonly Ran[]): string {
  const files = readdirSync(at.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1"));
  return [...ran.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...texts].join("\n");
}

/** rds-events.json of a case: what happened when to what, in order. */
function eventsOf(folder: string): readonly string[] {
  const { Events } = JSON.parse(readFileSync(join(folder, "rds-events.json"), "utf8")) as {
    readonly Events: readonly { readonly Date: string; readonly SourceIdentifier: string; readonly Message: string }[];
  };
  return Events.map(
    (event) => `${new Date(event.Date).toISOString()} ${event.SourceIdentifier} ${event.Message}`,
  ).sort();
}

function reportOf(json: string): Readonly<Record<string, unknown>> {
  return JSON.parse(json) as Record<string, unknown>;
}

describe("a collection", () => {
  let at: Desk;
  let first: Ran;
  beforeAll(async () => {
    at = await openDesk(race());
    first = await at.run([...collecting, "--app-logs", `${RACE}/apps/*/*.log`]);
  });
  afterAll(() => at.end());

  test("is complete and says so with 0, and nothing on stdout", () => {
    expect([first.code, first.stdout]).toEqual([0, ""]);
  });

  test("echoes the window with its zone, the case and the cluster before any work", () => {
    expect(first.stderr.split("\n").slice(0, 3)).toEqual([
      'window 2026-11-21T19:11:00.000Z … 2026-11-21T19:40:00.000Z (UTC), from --since "2026-11-21T19:11Z" --until "2026-11-21T19:40Z"',
      `case   ${at.folder}/case`,
      "cluster orders-prod (aurora-postgresql 15.4, us-east-1): aurora-1 (writer now), aurora-2 (reader now)",
    ]);
  });

  test("saves the server's and the applications' logs byte by byte", () => {
    const there = hashes(RACE);
    const logs = Object.keys(there).filter((name) => /^(?:instances|apps)\//.test(name));
    expect(logs.length).toBe(9);
    const saved = hashes(join(at.folder, "case"));
    expect(Object.fromEntries(Object.entries(saved).filter(([name]) => /^(?:instances|apps)\//.test(name)))).toEqual(
      Object.fromEntries(logs.map((name) => [name, there[name]])),
    );
  });

  test("saves the events as the AWS command line prints them", () => {
    expect(eventsOf(join(at.folder, "case"))).toEqual(eventsOf(RACE));
  });

  test("lists every file in manifest.json with its hash, size and call, and one hash for all", () => {
    const folder = join(at.folder, "case");
    const manifest = manifestOf(folder);
    expect(manifest).toMatchObject({
      manifestVersion: 1,
      state: "complete",
      request: { cluster: "orders-prod", since: "2026-11-21T19:11Z", until: "2026-11-21T19:40Z" },
      window: { start: "2026-11-21T19:11:00.000Z", end: "2026-11-21T19:40:00.000Z" },
      caller: "arn:aws:sts::123456789012:assumed-role/oncall/session",
    });
    // This machine's clock is not the account's: what was added to it is told.
    expect(Math.abs(Date.now() + manifest.clockOffsetMs - LATER)).toBeLessThan(120_000);
    const { "manifest.json": own, ...there } = hashes(folder);
    expect(own).toBeDefined();
    expect(Object.fromEntries(manifest.files.map((file) => [file.path, file.sha256]))).toEqual(there);
    for (const { path, bytes } of manifest.files) expect(readFileSync(join(folder, path)).length).toBe(bytes);
    const lines = Object.entries(there).map(([path, hash]) => `${hash}  ${path}\n`);
    expect(manifest.evidenceSha256).toBe(sha256(lines.sort().join("")));
    expect(first.stderr).toContain(`evidence sha256 ${manifest.evidenceSha256}\n`);
    const log = manifest.files.find(({ path }) => path.endsWith("aurora-2/postgresql.log.2026-11-21-1912"));
    expect(log).toMatchObject({
      declaredSize: 180_299,
      bytes: 180_299,
      origin: {
        call: "rds:DownloadCompleteDBLogFile",
        parameters: { DBInstanceIdentifier: "aurora-2", LogFileName: "error/postgresql.log.2026-11-21-1912" },
      },
    });
    expect(log?.acquired.requestIds).toHaveLength(1);
  });

  test("is hashed so that sha256sum and jq agree", () => {
    const manifest = manifestOf(join(at.folder, "case"));
    const names = manifest.files.map(({ path }) => path).join("\n");
    const summed = execFileSync("sh", ["-c", "xargs sha256sum | LC_ALL=C sort | sha256sum"], {
      cwd: join(at.folder, "case"),
      input: names,
      encoding: "utf8",
    });
    expect(summed).toBe(`${manifest.evidenceSha256}  -\n`);
  });

  test("counts its calls as the account does, and says that all of them read", () => {
    const { calls } = manifestOf(join(at.folder, "case"));
    const account = new Map<string, number>();
    for (const { action } of at.simulator.journal) account.set(action, (account.get(action) ?? 0) + 1);
    expect(calls).toEqual(Object.fromEntries(account));
    const sum = [...account.values()].reduce((total, count) => total + count, 0);
    expect(first.stderr).toMatch(new RegExp(`^calls ${sum} \\(.*${DOWNLOAD} 4.*\\); all of them read$`, "m"));
  });

  test("is not fetched again by the same command", async () => {
    const before = at.simulator.journal.length;
    const kept = logsIn(join(at.folder, "case"));
    const again = await at.run([...collecting, "--app-logs", `${RACE}/apps/*/*.log`]);
    expect(again.code).toBe(0);
    const asked = new Set(at.simulator.journal.slice(before).map(({ action }) => action));
    for (const once of [DOWNLOAD, "LookupEvents", "DescribeEvents", "GetMetricData", "DescribeDBParameters"])
      expect(asked).not.toContain(once);
    expect(logsIn(join(at.folder, "case"))).toEqual(kept);
  });

  test("gives the verdict that the folder of the incident gives", async () => {
    const sources = ["--app-logs", `${RACE}/apps/*/*.log`];
    const live = await at.run(["analyze", ...collecting.slice(1), ...sources, "--json", "live.json"]);
    const [saved, folder] = await Promise.all([
      at.run(["analyze", "case", "--json", "-"]),
      at.run(["analyze", RACE, "--json", "-"]),
    ]);
    expect([live.code, saved.code, folder.code]).toEqual([0, 0, 0]);
    expect(live.stdout).toContain("SPLIT-WRITER-RACE");
    const report = reportOf(readFileSync(join(at.folder, "live.json"), "utf8"));
    expect(readFileSync(join(at.folder, "live.json"), "utf8")).toBe(saved.stdout);
    const expected = reportOf(folder.stdout);
    for (const part of ["verdict", "incidents", "instances", "clients", "window"])
      expect(report[part]).toEqual(expected[part]);
  });
});

describe.concurrent("what --cluster means", () => {
  test("a slip of the pen ends with 2 and the nearest names", async (context) => {
    const at = await desk(context, race());
    const ran = await at.run(["collect", "--cluster", "order-prod", ...WINDOW]);
    context.expect([ran.code, ran.stdout]).toEqual([2, ""]);
    context.expect(ran.stderr).toContain("no cluster and no instance is named order-prod in us-east-1");
    context.expect(ran.stderr).toMatch(/^ {2}There are: orders-prod\b.*\.$/m);
    context.expect(ran.stderr).not.toMatch(/\bat .*\.ts|internal error/);
    context.expect(readdirSync(at.folder)).toEqual([]);
  });

  test("an instance, an ARN and an endpoint mean their cluster, and a note says so", async (context) => {
    const at = await desk(context, race());
    const endpoint = at.simulator.world.clusters[0]?.readerEndpoint ?? "";
    const arn = "arn:aws:rds:us-east-1:123456789012:db:aurora-2";
    const names = [
      ["aurora-2", "aurora-2 is a reader of cluster orders-prod; collecting the whole cluster"],
      [arn, "aurora-2 is a reader of cluster orders-prod; collecting the whole cluster"],
      [endpoint, `${endpoint} is the reader endpoint of cluster orders-prod; collecting the whole cluster`],
    ] as const;
    const ran = await Promise.all(
      names.map(([name]) => at.run(["collect", "--cluster", name, ...WINDOW, "--dry-run"])),
    );
    for (const [index, [, note]] of names.entries()) {
      context.expect(ran[index]?.code).toBe(0);
      context.expect(ran[index]?.stderr).toContain(`${note}\n`);
      context.expect(ran[index]?.stdout).toContain("4 log files");
    }
  });

  test("a name of another region is answered with the region", async (context) => {
    const at = await desk(context, race());
    const host = "orders-prod.cluster-c0simulator0.eu-west-1.rds.amazonaws.com";
    const ran = await at.run(["collect", "--cluster", host, ...WINDOW]);
    context.expect(ran.code).toBe(2);
    context.expect(ran.stderr).toContain(`${host} is in eu-west-1, and this run asks us-east-1`);
    context.expect(ran.stderr).toContain("--region eu-west-1");
  });

  test("a single instance is collected as one", async (context) => {
    const logs = [logFile("2026-11-21 18:59:00 UTC::@:[1]:LOG:  ready\n", { name: HOUR })];
    const world = worldWith([], {
      clusters: [],
      instances: [instance({ id: "billing", cluster: null, engine: "postgres", multiAz: true, logs })],
      instanceParameters: new Map([["orders-instances", []]]),
    });
    const at = await desk(context, world);
    const ran = await at.run(["collect", "--cluster", "billing", ...HAND_WINDOW, "--case", "case"]);
    context.expect(ran.code).toBe(0);
    context.expect(ran.stderr).toContain("instance billing (postgres 16.4, eu-west-1)\n");
    context
      .expect(Object.keys(logsIn(join(at.folder, "case"))))
      .toEqual(["instances/billing/postgresql.log.2026-11-21-18"]);
    context.expect(at.asked("DescribeDBClusterParameters")).toBe(0);
  });
});

const HOUR = "error/postgresql.log.2026-11-21-18";
const HAND_WINDOW = ["--since", "2026-11-21T18:30Z", "--until", "2026-11-21T19:00Z"] as const;

describe.concurrent("what is wrong before anything is asked ends with 2 and a sentence", () => {
  const refused: readonly (readonly [string, readonly string[], Record<string, string>, RegExp])[] = [
    ["no region", [...WINDOW], { AWS_REGION: "" }, /^postmortem: no AWS region is known\n {2}Give --region/],
    ["a region that is none", [...WINDOW, "--region", "not a region"], {}, /^postmortem: .*region/],
    ["--since is missing", [], {}, /^postmortem: --cluster needs --since\n {2}Say from when on/],
    ["--since lies ahead", ["--since", "2099-01-01"], {}, /2099-01-01T00:00:00\.000Z, which has not come yet/],
    [
      "--since is no time",
      ["--since", "half past nowhere"],
      {},
      /"half past nowhere": .*\n {2}Write 2026-11-21T19:10Z/,
    ],
    ["--since is after --until", ["--since", "2026-11-21T19:12Z", "--until", "2026-11-21T19:11Z"], {}, /is not before/],
    ["a source of logs that is none", [...WINDOW, "--app-logs", "gopher://x"], {}, /^postmortem: --app-logs gopher/],
  ];
  test.each(refused)("%s", async (_what, args, env, says) => {
    const at = await openDesk(race());
    try {
      const ran = await at.run(["collect", "--cluster", "orders-prod", ...args], { env });
      expect([ran.code, ran.stdout]).toEqual([2, ""]);
      expect(ran.stderr).toMatch(says);
      expect(ran.stderr).not.toMatch(/ {4}at |internal error/);
      expect(at.simulator.journal).toEqual([]);
      expect(readdirSync(at.folder)).toEqual([]);
    } finally {
      await at.end();
    }
  });
});

describe.concurrent("credentials", () => {
  const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };

  test("that are not there end the run with 2 and a sentence", async (context) => {
    const at = await desk(context, race());
    const ran = await at.run(collecting, { env: none });
    context.expect(ran.code).toBe(2);
    context.expect(ran.stderr).toContain("orders-prod cannot be looked up in us-east-1");
    context.expect(ran.stderr).toMatch(/credentials/);
    context.expect(ran.stderr).not.toMatch(/ {4}at |internal error/);
    context.expect(at.simulator.journal).toEqual([]);
    context.expect(existsSync(join(at.folder, "case"))).toBe(false);
  });

  test("that expired are told in words, and nothing is left behind", async (context) => {
    const at = await desk(context, race());
    const token = "an-old-token";
    at.simulator.rules.credentials.set("ASIAEXPIRED", { secret: "s", token, expiresMs: LATER - 1000 });
    const env = { AWS_ACCESS_KEY_ID: "ASIAEXPIRED", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: token };
    const ran = await at.run(collecting, { env });
    context.expect(ran.code).toBe(2);
    context.expect(ran.stderr).toContain("the credentials expired");
    context.expect(ran.stderr).toContain("sign in to AWS anew");
    context.expect(existsSync(join(at.folder, "case"))).toBe(false);
  });

  test("of an SSO profile that expired are answered with the command that renews them", async (context) => {
    const at = await desk(context, race());
    mkdirSync(join(at.folder, ".aws"));
    writeFileSync(
      join(at.folder, ".aws/config"),
      "[profile prod]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = oncall\nregion = us-east-1\n" +
        "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n",
    );
    const ran = await at.run([...collecting, "--profile", "prod"], { env: none });
    context.expect(ran.code).toBe(2);
    context.expect(ran.stderr).toMatch(/^ {2}aws sso login --profile prod$/m);
    const byName = await at.run(collecting, { env: { ...none, AWS_PROFILE: "prod" } });
    context.expect(byName.stderr).toMatch(/^ {2}aws sso login --profile prod$/m);
  });

  test("that expire in the middle lose nothing that is finished, and the same command goes on", async (context) => {
    const at = await desk(context, race({ exportLogs: true }));
    const { faults } = at.simulator.rules;
    for (const action of ["DescribeEvents", "LookupEvents", "GetMetricData"])
      faults.push({ action, nth: 0, kind: "expired" });
    const ran = await at.run(collecting);
    context.expect(ran.code).toBe(3);
    context.expect(ran.stderr).toContain("sign in to AWS anew");
    context.expect(ran.stderr).not.toMatch(/ {4}at |internal error/);
    const finished = Object.keys(logsIn(join(at.folder, "case"))).length;
    const before = at.asked(DOWNLOAD);
    faults.length = 0;
    context.expect((await at.run(collecting)).code).toBe(0);
    context.expect(at.asked(DOWNLOAD) - before).toBe(4 - finished);
    context.expect(logsIn(join(at.folder, "case"))).toEqual(raceLogs());
  });

  test("appear nowhere: not on the terminal, and in no file of the case", async (context) => {
    const at = await desk(context, race());
    const canary = { key: "ASIACANARY", secret: "canary/secret/Zx81", token: "canary/token/Zx82" };
    at.simulator.rules.credentials.set(canary.key, { secret: canary.secret, token: canary.token, expiresMs: null });
    at.simulator.rules.denied.add("rds:DescribeEvents");
    const env = {
      AWS_ACCESS_KEY_ID: canary.key,
      AWS_SECRET_ACCESS_KEY: canary.secret,
      AWS_SESSION_TOKEN: canary.token,
    };
    const ran = await at.run([...collecting, "--remember"], { env });
    context.expect(ran.code).toBe(3);
    const text = everything(at, ran);
    context.expect(text).toContain("rds:DescribeEvents is denied");
    context.expect(text).not.toMatch(/canary\/|Zx8|X-Amz-(?:Signature|Security-Token)|Credential=/i);
  });
});

describe.concurrent("a dry run", () => {
  test("lists files, calls and bytes, saves nothing and downloads nothing", async (context) => {
    const at = await desk(context, race());
    const ran = await at.run([...collecting, "--dry-run", "--app-logs", "s3://logs/orders/"]);
    context.expect(ran.code).toBe(0);
    context.expect(ran.stdout).toContain("GET  aurora-2 error/postgresql.log.2026-11-21-1912  176 KiB\n");
    context.expect(ran.stdout).toMatch(/^CALL DescribeEvents {2}orders-prod, aurora-1, aurora-2.*18:56:00\.000Z/m);
    context.expect(ran.stdout).toMatch(/^CALL ListObjectsV2, GetObject {2}logs\/orders\/$/m);
    context.expect(ran.stdout).toContain("4 log files, 313 KiB");
    context.expect(ran.stderr).toContain("window 2026-11-21T19:11:00.000Z");
    context.expect(readdirSync(at.folder)).toEqual([]);
    const asked = new Set(at.simulator.journal.map(({ action }) => action));
    context.expect([...asked].sort()).toEqual(["DescribeDBClusters", "DescribeDBInstances", "DescribeDBLogFiles"]);
  });
});

describe.concurrent("a folder that is not this case", () => {
  test("somebody's evidence is not written into", async (context) => {
    const at = await desk(context, race());
    cpSync(RACE, join(at.folder, "case"), { recursive: true });
    const before = hashes(join(at.folder, "case"));
    const ran = await at.run(collecting);
    context.expect(ran.code).toBe(2);
    context.expect(ran.stderr).toContain(`${at.folder}/case holds apps, and no collection began it`);
    context.expect(hashes(join(at.folder, "case"))).toEqual(before);
    context.expect(existsSync(join(at.folder, "case/.collect"))).toBe(false);
    context.expect(at.asked(DOWNLOAD)).toBe(0);
  });

  test("a case of another cluster is refused and stays as it is", async (context) => {
    const world = race();
    world.clusters.push(cluster({ id: "billing", members: [{ id: "b-1", writer: true, promotionTier: 0 }] }));
    world.instances.push(instance({ id: "b-1", cluster: "billing" }));
    const at = await desk(context, world);
    context.expect((await at.run(collecting)).code).toBe(0);
    const before = hashes(join(at.folder, "case"));
    const asked = at.asked(DOWNLOAD);
    const ran = await at.run(["collect", "--cluster", "billing", ...WINDOW, "--case", "case"]);
    context.expect(ran.code).toBe(2);
    context.expect(ran.stderr).toContain(`${at.folder}/case is a case of orders-prod, not of billing`);
    context.expect(hashes(join(at.folder, "case"))).toEqual(before);
    context.expect(at.asked(DOWNLOAD)).toBe(asked);
  });
});

describe.concurrent("a run that does not come to its end", () => {
  test("by SIGINT ends with 130 and the command that goes on with it", async (context) => {
    const at = await desk(context, race());
    const { faults } = at.simulator.rules;
    faults.push({ action: DOWNLOAD, nth: 3, kind: "hang" });
    const stopped = await shell(at, `postmortem ${collecting.join(" ")}`, async (child) => {
      await until(() => at.asked(DOWNLOAD) === 4);
      await until(() => at.simulator.journal.filter((one) => one.action === DOWNLOAD && one.bytes > 0).length === 3);
      child.kill("SIGINT");
    });
    context.expect(stopped.code).toBe(130);
    context.expect(stopped.stderr).toContain("interrupted; what is finished stays, and this goes on with it:");
    context.expect(stopped.stderr).not.toMatch(/ {4}at |internal error/);
    const command = /^ {2}(postmortem collect .*)$/m.exec(stopped.stderr)?.[1] ?? "";
    context
      .expect(command)
      .toBe(
        `postmortem collect --cluster orders-prod --since 2026-11-21T19:11:00.000Z --until 2026-11-21T19:40:00.000Z --case ${at.folder}/case`,
      );
    faults.length = 0;
    const verified = Object.keys(logsIn(join(at.folder, "case"))).length;
    const before = at.asked(DOWNLOAD);
    const resumed = await shell(at, command);
    context.expect(resumed.code).toBe(0);
    context.expect(at.asked(DOWNLOAD) - before).toBe(4 - verified);
    context.expect(logsIn(join(at.folder, "case"))).toEqual(raceLogs());
    context.expect(manifestOf(join(at.folder, "case")).state).toBe("complete");
    context.expect(existsSync(join(at.folder, "case/.collect"))).toBe(false);
  });

  test("by SIGINT before anything was saved says so", async (context) => {
    const at = await desk(context, race());
    at.simulator.rules.faults.push({ action: "DescribeDBClusters", nth: 0, kind: "hang" });
    const stopped = await shell(at, `postmortem ${collecting.join(" ")}`, async (child) => {
      await until(() => at.asked("DescribeDBClusters") > 0);
      child.kill("SIGINT");
    });
    context.expect([stopped.code, existsSync(join(at.folder, "case"))]).toEqual([130, false]);
    context.expect(stopped.stderr).toContain("interrupted before anything was saved");
  });

  test("at a full disk ends with 3, and goes on when there is room", async (context) => {
    const at = await desk(context, race());
    // A file may not become larger than that: the first log that does fills the disk.
    const small = ["sh", "-c", 'ulimit -f 160; exec "$0" "$@"', process.execPath];
    const full = await at.run(collecting, { node: small });
    context.expect(full.code).toBe(3);
    context
      .expect(full.stderr)
      .toContain("the disk is full; what is finished stays. Make room, then this goes on with it:");
    context.expect(full.stderr).toContain(`--case ${at.folder}/case`);
    const roomy = await at.run(collecting);
    context.expect(roomy.code).toBe(0);
    context.expect(logsIn(join(at.folder, "case"))).toEqual(raceLogs());
  });

  test("in a file system without room ends with 3, and goes on when there is", async (context) => {
    const at = await desk(context, race());
    const folder = join(at.folder, "case");
    mkdirSync(folder, { mode: 0o700 });
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k,mode=700", "none", folder], { stdio: "ignore" });
    } catch {
      context.skip("a file system cannot be mounted here");
    }
    try {
      const full = await at.run(collecting);
      context.expect(full.code).toBe(3);
      context.expect(full.stderr).toContain("the disk is full");
      execFileSync("mount", ["-o", "remount,size=8m", folder]);
      const roomy = await at.run(collecting);
      context.expect(roomy.code).toBe(0);
      context.expect(logsIn(folder)).toEqual(raceLogs());
    } finally {
      execFileSync("umount", [folder]);
    }
  });

  test("beside another on the same case: both end, and nothing is fetched twice", async (context) => {
    const at = await desk(context, race());
    const both = await Promise.all([at.run(collecting), at.run(collecting)]);
    context.expect(both.map(({ code }) => code)).toEqual([0, 0]);
    context.expect(at.asked(DOWNLOAD)).toBe(4);
    context.expect(logsIn(join(at.folder, "case"))).toEqual(raceLogs());
    context.expect(manifestOf(join(at.folder, "case")).state).toBe("complete");
  });

  test("goes on with the same words, which mean what they meant", async (context) => {
    const began = Date.now();
    const stamp = new Date(began - 90 * 60_000).toISOString().slice(0, 16).replace("T", "-").replace(":", "");
    const line = `${new Date(began - 30 * 60_000).toISOString().slice(0, 19).replace("T", " ")} UTC::@:[1]:LOG:  ready\n`;
    const name = `error/postgresql.log.${stamp}`;
    const world = worldWith([logFile(line, { name, lastWritten: began - 30 * 60_000 })], { now: () => Date.now() });
    const at = await desk(context, world);
    at.simulator.rules.faults.push({ action: DOWNLOAD, nth: 1, kind: "hang" });
    const command = 'postmortem collect --cluster orders --since "1h ago"';
    const stopped = await shell(at, command, async (child) => {
      await until(() => at.asked(DOWNLOAD) === 1);
      child.kill("SIGINT");
    });
    context.expect(stopped.code).toBe(130);
    const [window] = stopped.stderr.split("\n");
    const [folder = ""] = readdirSync(at.folder);
    const start = /^window (\S{13}):(\d\d)/.exec(stopped.stderr);
    context.expect(folder).toBe(`postmortem-orders-${start?.[1]}${start?.[2]}Z`);
    const resumed = await shell(at, command);
    context
      .expect(resumed.stderr.split("\n").slice(0, 2))
      .toEqual([window, `going on with ${at.folder}/${folder}, which was begun with these words`]);
    context.expect(readdirSync(at.folder)).toEqual([folder]);
    context.expect(Object.keys(logsIn(join(at.folder, folder)))).toEqual([`instances/aurora-1/${name.slice(6)}`]);
  });
});

describe.concurrent("less than everything", () => {
  test("a denied permission costs its own source alone, and 3", async (context) => {
    const at = await desk(context, race());
    at.simulator.rules.denied.add("rds:DescribeEvents");
    const ran = await at.run(collecting);
    context.expect(ran.code).toBe(3);
    context.expect(ran.stderr).toMatch(/^not collected:\n {2}- .*rds-events.*rds:DescribeEvents is denied/m);
    context.expect(logsIn(join(at.folder, "case"))).toEqual(raceLogs());
    const lost = manifestOf(join(at.folder, "case")).acquisition.filter(({ code }) => code === "DENIED");
    context.expect(lost.length).toBeGreaterThan(0);
    for (const entry of lost) {
      context.expect(entry).toMatchObject({ source: "rds-events", call: "rds:DescribeEvents" });
      context.expect(entry.consequence).not.toBeNull();
      context.expect(entry.remedy).toContain("allow rds:DescribeEvents");
    }
  });

  test("what is still to come is told with the time to run again, and only that is asked for then", async (context) => {
    let now = Date.parse("2026-11-21T19:42:00Z");
    const at = await desk(context, race({ now: () => now }));
    const early = await at.run(collecting);
    context.expect(early.code).toBe(0);
    context.expect(early.stderr).toMatch(/^not complete yet:$/m);
    context.expect(early.stderr).toContain("complete after 2026-11-21T19:55:00.000Z");
    context.expect(early.stderr).toMatch(/^to complete it, later:\n {2}postmortem collect --cluster orders-prod/m);
    const before = at.simulator.journal.length;
    now = Date.parse("2026-11-21T20:00:00Z");
    const later = await at.run(collecting);
    context.expect(later.code).toBe(0);
    context.expect(later.stderr).not.toContain("not complete yet");
    const asked = at.simulator.journal.slice(before).map(({ action }) => action);
    context.expect(asked).toContain("LookupEvents");
    context.expect(asked).toContain("DescribeEvents");
    context.expect(asked).not.toContain("DescribeDBParameters");
  });
});

describe.concurrent("postmortem.yaml", () => {
  test("--remember keeps what was said, so that the cluster and the time suffice", async (context) => {
    const at = await desk(context, race({ applicationGroups: true }));
    const group = at.simulator.world.logGroups[0]?.name ?? "";
    const given = ["--region", "us-east-1", "--app-logs", `cloudwatch:${group}`];
    const env = { AWS_REGION: "" };
    const first = await at.run([...collecting, ...given, "--remember"], { env });
    context.expect(first.code).toBe(0);
    context.expect(first.stderr).toContain(`remembered in ${at.folder}/postmortem.yaml`);
    context
      .expect(readFileSync(join(at.folder, "postmortem.yaml"), "utf8"))
      .toBe(`clusters:\n  orders-prod:\n    region: us-east-1\n    app-logs:\n      - cloudwatch:${group}\n`);
    const second = await at.run(["collect", "--cluster", "orders-prod", ...WINDOW], { env });
    context.expect(second.code).toBe(0);
    const saved = Object.keys(hashes(join(at.folder, "postmortem-orders-prod-2026-11-21T1911Z")));
    context.expect(saved.some((name) => name.startsWith("apps/"))).toBe(true);
  });
});

describe.concurrent("hostile names", () => {
  test("of the account reach no terminal and no path", async (context) => {
    const name = "error/postgresql.log.2026-11-21-18\u001b[2J\u0007";
    const world = worldWith([logFile("2026-11-21 18:59:00 UTC::@:[1]:LOG:  ready\n", { name: HOUR })], {
      events: [
        {
          source: "aurora-1",
          type: "db-instance",
          message: "\u001b]0;gotcha\u0007 restarted",
          categories: [],
          ms: NOW - 70 * 60_000,
        },
      ],
    });
    const [one] = world.instances;
    one?.logs.push(logFile("x\n", { name }), logFile("x\n", { name: "error/../../../postgresql.log.2026-11-21-18" }));
    const at = await desk(context, world);
    at.simulator.rules.denied.add("rds:DescribeEvents");
    const [ran, slip, typed] = await Promise.all([
      at.run(["collect", "--cluster", "orders", ...HAND_WINDOW, "--case", "a/b/case"]),
      at.run(["collect", "--cluster", "aurora-3", ...HAND_WINDOW]),
      at.run(["collect", "--cluster", "\u001b[31morders", ...HAND_WINDOW]),
    ]);
    context.expect([slip.code, typed.code]).toEqual([2, 2]);
    for (const { stdout, stderr } of [ran, slip, typed])
      // oxlint-disable-next-line no-control-regex -- that is what must not be there
      context.expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const files = readdirSync(at.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const file of files) {
      context.expect(join(file.parentPath, file.name)).toContain(`${at.folder}/a/b/case/`);
      context.expect(file.name).toMatch(/^[\w.%=~+@-]+$/);
    }
    context.expect(at.simulator.journal.some((entry) => entry.about.includes(KEY.secretAccessKey))).toBe(false);
  });
});
