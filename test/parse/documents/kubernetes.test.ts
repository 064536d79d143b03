import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseKubernetes } from "../../../src/parse/documents/kubernetes.ts";
import { at, cited, encode, holds, hostileText, told, us } from "./documents.ts";

type Parsed = ReturnType<typeof parseKubernetes>;

const SECOND = 1_000_000;

function parse(value: unknown, path = "kubernetes/shop-pods.json"): Parsed & { readonly bytes: Uint8Array } {
  // As collect writes it: indented by one.
  const bytes = encode(typeof value === "string" ? value : `${JSON.stringify(value, null, 1)}\n`);
  const parsed = parseKubernetes(bytes, path);
  holds(
    bytes,
    parsed.counts,
    parsed.ends.map(({ exhibit }) => exhibit),
  );
  return { ...parsed, bytes };
}

/** Seconds from 19:11:58. */
function stamp(seconds: number): string {
  return new Date(us / 1000 + seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** The second a run ended, from 19:11:58. */
function status(name: string, ended: number | null, more: Record<string, unknown> = {}): Record<string, unknown> {
  const terminated = { exitCode: 137, reason: "OOMKilled", startedAt: stamp(-4000), finishedAt: stamp(ended ?? 0) };
  return {
    name,
    restartCount: ended === null ? 0 : 1,
    state: { running: { startedAt: stamp((ended ?? -4000) + 2) } },
    lastState: ended === null ? {} : { terminated },
    ...more,
  };
}

function pod(name: string, ...containerStatuses: readonly unknown[]): Record<string, unknown> {
  return { kind: "Pod", metadata: { name, namespace: "shop" }, spec: {}, status: { containerStatuses } };
}

function killing(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    kind: "Event",
    metadata: { name: `${name}.17a`, namespace: "shop" },
    involvedObject: { kind: "Pod", name, namespace: "shop", fieldPath: "spec.containers{api}" },
    reason: "Killing",
    message: "Stopping container api",
    firstTimestamp: "2026-11-21T19:11:58Z",
    lastTimestamp: "2026-11-21T19:11:58Z",
    count: 1,
    ...more,
  };
}

describe("pods", () => {
  test("tell how the run before ended, with the container's own place", () => {
    const parsed = parse({ kind: "List", items: [pod("api-7f-x2", status("api", 5))] });
    const [end] = parsed.ends;
    expect(parsed.ends).toHaveLength(1);
    expect(end).toMatchObject({ us: us + 5 * SECOND, pod: "api-7f-x2", namespace: "shop", container: "api" });
    expect(end?.whole).toBe(true);
    expect(end?.exhibit).toMatchObject({ kind: "api", instance: null });
    expect(end?.exhibit.text).toBe(
      "Kubernetes: a run of container api of pod api-7f-x2 ended 2026-11-21T19:12:03Z (OOMKilled, exit code 137) " +
        "and the next began 2026-11-21T19:12:05Z (restartCount 1)",
    );
    const { pointer = "" } = end?.exhibit.source ?? {};
    expect(pointer).toBe("/items/0/status/containerStatuses/0");
    if (end === undefined) throw new Error("no end");
    expect(JSON.parse(cited(parsed.bytes, end.exhibit))).toEqual(
      at(JSON.parse(new TextDecoder().decode(parsed.bytes)), pointer),
    );
    expect(parsed.counts.quarantined).toBe(0);
  });

  test("that never restarted, wait, or have ended for good tell no end", () => {
    const done = status("api", 5, { state: { terminated: { exitCode: 0 } } });
    const loop = status("api", 5, { state: { waiting: { reason: "CrashLoopBackOff" } } });
    const items = [pod("a", status("api", null)), pod("b", done), pod("c", loop), pod("d")];
    expect(parse({ items })).toMatchObject({ ends: [], problems: [], counts: { quarantined: 0 } });
  });

  test("of several containers say which one it was", () => {
    const { ends } = parse({ items: [pod("a", status("api", null), status("proxy", 3))] });
    expect(ends.map(({ container, whole }) => [container, whole])).toEqual([["proxy", false]]);
  });

  test("without the time of the end say so", () => {
    const odd = status("api", 5, { lastState: { terminated: { finishedAt: "yesterday" } } });
    const { ends, problems } = parse({ items: [pod("a", odd)] });
    expect(ends).toEqual([]);
    expect(told(problems)[0]).toMatch(
      / \(\/items\/0\/status\/containerStatuses\/0\/lastState\/terminated\): when the run/,
    );
  });
});

describe("events", () => {
  test("tell what was killed, the first time and the last", () => {
    const again = killing("b-1", { lastTimestamp: "2026-11-21T19:12:58Z", count: 4 });
    const { ends, counts } = parse({ items: [again, killing("a-1")] }, "kubernetes/shop-events.json");
    expect(ends.map((end) => [end.pod, (end.us - us) / SECOND, end.whole])).toEqual([
      ["b-1", 0, true],
      ["a-1", 0, true],
      ["b-1", 60, true],
    ]);
    expect(ends[1]?.exhibit.text).toBe("Kubernetes event Killing of pod a-1: Stopping container api");
    expect(counts.quarantined).toBe(0);
  });

  test("of a failed probe end one container, not the pod", () => {
    const message = "Container api failed liveness probe, will be restarted";
    expect(parse({ items: [killing("a-1", { message })] }).ends[0]).toMatchObject({ container: "api", whole: false });
  });

  test("with the time of the newer shape are read too", () => {
    const times = { firstTimestamp: null, lastTimestamp: null, eventTime: "2026-11-21T19:11:58.250000Z" };
    expect(parse({ items: [killing("a-1", times)] }).ends[0]?.us).toBe(us + 250_000);
  });

  test("of other things, or of no container, tell no end", () => {
    const others = ["BackOff", "Unhealthy", "Pulled", "Started"].map((reason) => killing("a-1", { reason }));
    const node = killing("a-1", { involvedObject: { kind: "Node", name: "ip-10-0-0-1" } });
    const items = [...others, node, killing("../../etc"), killing("a-1", { involvedObject: {} })];
    expect(parse({ items })).toMatchObject({ ends: [], counts: { quarantined: 0 } });
  });
});

test("what is neither is told, and takes nothing from the others", () => {
  const { ends, problems, counts } = parse({ items: [{ kind: "ConfigMap", data: {} }, killing("a-1")] });
  expect(ends).toHaveLength(1);
  expect(told(problems)).toEqual(["unusable-value: line 3 (/items/0): it is neither a pod nor an event of Kubernetes"]);
  expect(counts.quarantined).toBeGreaterThan(0);
});

test("an empty list is read and says nothing", () => {
  expect(parse({ kind: "List", items: [] })).toMatchObject({ ends: [], problems: [], counts: { quarantined: 0 } });
});

test("any JSON, whole, cut or damaged, is read without a crash and without a line lost", () => {
  const keys =
    "items metadata name namespace status containerStatuses lastState state terminated running finishedAt involvedObject fieldPath reason firstTimestamp".split(
      " ",
    );
  fc.assert(
    fc.property(hostileText(keys), (text) => {
      parse(text);
    }),
    { numRuns: 300, seed: 11 },
  );
});
