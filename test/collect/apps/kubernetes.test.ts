// Pods, with a kubectl that is a script on the PATH.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Interrupted } from "../../../src/collect/calls.ts";
import { collectApps, parseAppSource } from "../../../src/collect/apps/index.ts";
import { localKubectl } from "../../../src/collect/apps/kubectl.ts";
import type { CollectContext } from "../../../src/collect/context.ts";
import type { OpenStore } from "../../../src/collect/store/index.ts";
import { scan } from "../../parse/app/support.ts";
import { contextOf, folder, handAws, lines, openCase } from "../cloudwatch-logs/support.ts";

const base = Date.parse("2026-11-21T19:00:00Z");
const window = { sinceMs: base, untilMs: base + 1_800_000 };

/** What the script answers: the first whose words are all among the arguments. */
interface Answer {
  readonly to: readonly string[];
  readonly out?: string;
  readonly err?: string;
  readonly code?: number;
  /** Prints `out` and then nothing, for ever. */
  readonly hangs?: boolean;
}

/** Puts a kubectl on the PATH, the only one there; returns where it writes down what it was asked. */
function fakeKubectl(answers: readonly Answer[]): () => readonly (readonly string[])[] {
  const bin = folder();
  const asked = join(bin, "asked");
  const script = `#!${process.execPath}
const { appendFileSync, writeSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(asked)}, JSON.stringify(args) + "\\n");
const answer = ${JSON.stringify(answers)}.find(({ to }) => to.every((word) => args.some((arg) => arg.startsWith(word))));
if (answer === undefined) { process.stderr.write("error: not in this test: " + args.join(" ")); process.exit(1); }
if (answer.err) process.stderr.write(answer.err);
if (answer.hangs) { writeSync(1, answer.out ?? ""); setInterval(() => {}, 1000); }
else process.stdout.write(answer.out ?? "", () => process.exit(answer.code ?? 0));
`;
  writeFileSync(join(bin, "kubectl"), script);
  chmodSync(join(bin, "kubectl"), 0o755);
  onPath(bin);
  return () =>
    readFileSync(asked, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as string[]);
}

function onPath(path: string): void {
  const before = process.env["PATH"];
  process.env["PATH"] = [path].join(delimiter);
  onTestFinished(() => {
    process.env["PATH"] = before;
  });
}

interface Shape {
  readonly name: string;
  readonly containers?: readonly string[];
  readonly restarts?: number;
  readonly started?: string;
  readonly created?: string;
  readonly last?: Readonly<Record<string, unknown>>;
}

function podList(...pods: readonly Shape[]): string {
  const items = pods.map(({ name, containers = ["app"], restarts = 0, started, created, last }) => ({
    metadata: { name, labels: { app: "orders-api" }, creationTimestamp: created ?? "2026-11-20T00:00:00Z" },
    spec: { containers: containers.map((each) => ({ name: each, env: [{ name: "DB_PASSWORD", value: "hunter2" }] })) },
    status: {
      containerStatuses: containers.map((each) => ({
        name: each,
        restartCount: restarts,
        state: { running: { startedAt: started ?? "2026-11-20T00:00:10Z" } },
        lastState: last === undefined ? {} : { terminated: last },
      })),
    },
  }));
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

const current: Answer = { to: ["current-context"], out: "prod-eu\n" };
const events: Answer = { to: ["events"], out: '{"kind":"List","items":[]}' };
const line = (at: string, text: string): string => `2026-11-21T${at}000000Z ${text}\n`;

async function collecting(
  over: Partial<CollectContext> = {},
  kubectl?: ReturnType<typeof localKubectl>,
  ...texts: readonly string[]
): Promise<OpenStore> {
  const store = await openCase();
  const sources = (texts.length === 0 ? ["k8s:prod/app=orders-api"] : texts).map((text) => {
    const source = parseAppSource(text);
    if ("error" in source) throw new Error(source.error);
    return source;
  });
  const context = contextOf(handAws({}).aws, store, window, over);
  await (kubectl === undefined ? collectApps(context, sources) : collectApps(context, sources, [], kubectl));
  return store;
}

function paths(store: OpenStore): readonly string[] {
  return store.files().map(({ path }) => path);
}

describe("pods", () => {
  test("give a log for every container, read by the analyzer with the node's times", async () => {
    const log =
      line("18:46:00.000", "started") +
      line("19:06:41.957", '{"level":50,"msg":"write failed"}') +
      line("19:06:42.000", "    at f (a.js:1:1)");
    const asked = fakeKubectl([
      {
        to: ["get", "pods"],
        out: podList(
          { name: "orders-api-7c9d8b6f4-x2lkq" },
          { name: "orders-api-7c9d8b6f4-zz2kq", containers: ["app", "proxy"] },
        ),
      },
      current,
      events,
      { to: ["logs"], out: log },
    ]);
    const store = await collecting();
    expect(paths(store)).toEqual([
      "apps/orders-api/orders-api-7c9d8b6f4-x2lkq.log",
      "apps/orders-api/orders-api-7c9d8b6f4-zz2kq.app.log",
      "apps/orders-api/orders-api-7c9d8b6f4-zz2kq.proxy.log",
      "kubernetes/prod-events.json",
      "kubernetes/prod-pods.json",
    ]);
    expect(asked().find((args) => args.includes("logs"))).toEqual([
      "--namespace",
      "prod",
      "logs",
      "--timestamps",
      "--since-time=2026-11-21T18:45:00.000Z",
      "orders-api-7c9d8b6f4-x2lkq",
      "-c",
      "app",
    ]);
    const bytes = readFileSync(join(store.folder, paths(store)[0] ?? ""));
    expect(bytes.toString()).toBe(log);
    const scanned = scan(bytes);
    expect(scanned.streams[0]?.format[0]).toBe("kubectl-timestamps");
    expect(scanned.rows.map((row) => new Date(row.timeUs / 1_000).toISOString())).toEqual([
      "2026-11-21T18:46:00.000Z",
      "2026-11-21T19:06:41.957Z",
    ]);
    expect(lines(store.entries())).toEqual(["application k8s:prod/app=orders-api complete: 3 logs of 2 pods in prod"]);
    const pods = readFileSync(join(store.folder, "kubernetes/prod-pods.json"), "utf8");
    expect(pods).not.toContain("hunter2");
    expect(pods).toContain("DB_PASSWORD");
    for (const { origin } of store.files()) expect(origin.parameters["context"]).toBe("prod-eu");
    expect(store.files().at(-1)?.origin.parameters["removed"]).toContain("env");
  });

  test("that restarted give the run before too, and how it ended is told", async () => {
    const last = {
      reason: "OOMKilled",
      exitCode: 137,
      startedAt: "2026-11-20T00:00:10Z",
      finishedAt: "2026-11-21T19:09:58Z",
    };
    fakeKubectl([
      { to: ["get", "pods"], out: podList({ name: "orders-0", restarts: 2, started: "2026-11-21T19:10:00Z", last }) },
      events,
      { to: ["logs", "--previous"], out: line("18:45:10.000", "before") },
      { to: ["logs"], out: line("19:10:01.000", "after") },
    ]);
    const store = await collecting();
    expect(paths(store).slice(0, 2)).toEqual(["apps/orders-api/orders-0.log", "apps/orders-api/orders-0.previous.log"]);
    expect(lines(store.entries())).toEqual([
      "application k8s:prod/app=orders-api complete: 2 logs of 1 pod in prod; orders-0/app restarted 2 times, the run before ended 2026-11-21T19:09:58.000Z (OOMKilled, exit code 137)",
    ]);
  });

  test("whose run before is gone say so, and keep the other", async () => {
    fakeKubectl([
      { to: ["get", "pods"], out: podList({ name: "orders-0", restarts: 1, last: { exitCode: 1 } }) },
      events,
      {
        to: ["logs", "--previous"],
        err: 'Error from server (BadRequest): previous terminated container "app" in pod "orders-0" not found\n',
        code: 1,
      },
      { to: ["logs"], out: line("18:45:10.000", "x") },
    ]);
    const store = await collecting();
    expect(paths(store)[0]).toBe("apps/orders-api/orders-0.log");
    expect(store.entries()).toContainEqual(
      expect.objectContaining({
        state: "none",
        code: "GONE",
        reason: expect.stringContaining('previous terminated container "app"') as string,
      }),
    );
  });

  test("whose log was rotated are partial, those that were quiet are not", async () => {
    fakeKubectl([
      {
        to: ["get", "pods"],
        out: podList({ name: "busy-0" }, { name: "quiet-0" }, { name: "young-0", started: "2026-11-21T19:05:00Z" }),
      },
      events,
      { to: ["logs", "--limit-bytes", "busy-0"], out: line("19:05:00.000", "the first that is left") },
      { to: ["logs", "--limit-bytes", "quiet-0"], out: line("01:00:00.000", "long ago") },
      { to: ["logs"], out: line("19:05:00.000", "the first since then") },
    ]);
    const store = await collecting();
    expect(store.entries().filter(({ state }) => state === "partial")).toMatchObject([
      {
        subject: "orders-api busy-0/app",
        code: "ROTATED_AWAY",
        reason:
          "the kubelet kept only what was written since 2026-11-21T19:05:00.000Z; asked for since 2026-11-21T18:45:00.000Z",
      },
    ]);
  });

  test("that are all younger than the window leave open what those before them saw", async () => {
    fakeKubectl([
      {
        to: ["get", "pods"],
        out: podList({ name: "a-0", created: "2026-11-21T19:20:00Z", started: "2026-11-21T19:20:05Z" }),
      },
      events,
      { to: ["logs"], out: line("19:20:06.000", "x") },
    ]);
    const store = await collecting();
    expect(store.entries()).toMatchObject([{ state: "partial", code: "PODS_REPLACED" }]);
    expect(store.entries()[0]?.consequence).toContain("before 2026-11-21T19:20:00.000Z");
  });

  test("meant by two selectors are fetched once", async () => {
    const asked = fakeKubectl([
      { to: ["get", "pods"], out: podList({ name: "a-0" }) },
      events,
      { to: ["logs"], out: line("18:45:10.000", "x") },
    ]);
    const store = await collecting({}, undefined, "k8s:prod/app=orders-api", "k8s:prod/tier=web");
    expect(asked().filter((args) => args.includes("logs"))).toHaveLength(1);
    expect(asked().filter((args) => args.includes("events"))).toHaveLength(1);
    expect(paths(store).filter((path) => path.endsWith("pods.json"))).toHaveLength(2);
  });
});

describe("trouble with kubectl", () => {
  const forbidden =
    'Error from server (Forbidden): pods is forbidden: User "me" cannot list resource "pods" in API group "" in the namespace "prod"';

  test.each<[string, Answer, string, RegExp]>([
    [
      "a refusal",
      { to: ["get"], err: `${forbidden}\n`, code: 1 },
      "DENIED",
      /allow get and list on pods, pods\/log and events in namespace prod/,
    ],
    [
      "no context",
      { to: ["get"], err: "error: current-context is not set\n", code: 1 },
      "REFUSED",
      /kubectl config use-context/,
    ],
    [
      "an expired login",
      {
        to: ["get"],
        err: "E1121 19:06:41.957 1 memcache.go:265] couldn't get\nerror: You must be logged in to the server (Unauthorized)\n",
        code: 1,
      },
      "REFUSED",
      /sign in to the cluster anew/,
    ],
    ["an answer that is no JSON", { to: ["get"], out: "<html>" }, "REFUSED", /by hand/],
  ])("as %s is an entry with its words and what to do", async (_what, answer, code, remedy) => {
    fakeKubectl([answer]);
    const store = await collecting();
    expect(paths(store)).toEqual([]);
    expect(store.entries()).toMatchObject([
      { source: "application", subject: "k8s:prod/app=orders-api", state: "none", code },
    ]);
    expect(store.entries()[0]?.remedy).toMatch(remedy);
    if (answer.err !== undefined) expect(store.entries()[0]?.reason).toBe(answer.err.split("\n").at(-2));
  });

  test("as its absence is an entry", async () => {
    const empty = folder();
    mkdirSync(join(empty, "bin"));
    onPath(join(empty, "bin"));
    const store = await collecting();
    expect(store.entries()).toMatchObject([{ code: "NO_KUBECTL", reason: "there is no kubectl on the PATH" }]);
  });

  test("as labels without pods is an entry", async () => {
    fakeKubectl([{ to: ["get", "pods"], out: podList() }, events]);
    const store = await collecting();
    expect(store.entries()).toMatchObject([{ state: "none", code: "NO_PODS" }]);
  });

  test("as its silence ends it, and what came before is kept", async () => {
    fakeKubectl([
      { to: ["get", "pods"], out: podList({ name: "a-0" }, { name: "b-0" }) },
      events,
      { to: ["logs", "a-0"], out: line("18:45:10.000", "then nothing"), hangs: true },
      { to: ["logs"], out: line("18:45:10.000", "x") },
    ]);
    const store = await collecting({}, localKubectl(new AbortController().signal, 1_000));
    expect(paths(store).slice(0, 2)).toEqual(["apps/orders-api/a-0.log", "apps/orders-api/b-0.log"]);
    expect(store.entries()).toContainEqual(
      expect.objectContaining({
        subject: "orders-api a-0/app",
        state: "partial",
        code: "TIMEOUT",
        reason: "kubectl printed nothing for 1 s after 44 bytes",
      }),
    );
  });

  test("as denied events does not cost the logs", async () => {
    fakeKubectl([
      { to: ["get", "pods"], out: podList({ name: "a-0" }) },
      { to: ["events"], err: "Error from server (Forbidden): events is forbidden", code: 1 },
      { to: ["logs"], out: line("18:45:10.000", "x") },
    ]);
    const store = await collecting();
    expect(paths(store)).toContain("apps/orders-api/a-0.log");
    expect(store.entries()).toContainEqual(
      expect.objectContaining({ subject: "events of namespace prod", code: "DENIED" }),
    );
  });

  test("an interrupted run kills it and goes up", async () => {
    fakeKubectl([{ to: ["get", "pods"], hangs: true, out: "{" }]);
    const controller = new AbortController();
    const kubectl = localKubectl(controller.signal);
    const run = kubectl(["get", "pods"], () => controller.abort());
    await expect(run).rejects.toBeInstanceOf(Interrupted);
  });
});
