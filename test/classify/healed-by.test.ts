// What ended a client's refusals, where Kubernetes tells that its process ended.
import { describe, expect, test } from "vitest";
import type { ClientReport, Report } from "../../src/model/index.ts";
import { App, type CaseFile, judge } from "../incident.ts";
import { instant } from "../server-log.ts";
import { completedEvents, handOver, ordinaryApp } from "./stories.ts";

/** The old writer refuses two sessions of a pool until second 200. */
async function afterStale(...beside: readonly (App | CaseFile)[]): Promise<Report> {
  const [one, two] = handOver();
  one.born(5, 710, 711).refuses(6, 710, 200).refuses(6, 711, 200);
  return judge(one, two, completedEvents(), ordinaryApp("web/pod-1", 12), ...beside);
}

/** Refused until second 200, and nothing afterwards. */
function stale(id: string): App {
  return new App(id).works(-120, -1).loses(0).refused(6, 200);
}

function stamp(at: number): string {
  return instant(at).replace(/\.\d+Z$/, "Z");
}

function container(name: string, ended: number | null): unknown {
  const terminated = { exitCode: 1, reason: "Error", finishedAt: stamp(ended ?? 0) };
  const lastState = ended === null ? {} : { terminated };
  return { name, restartCount: 1, state: { running: { startedAt: stamp((ended ?? 0) + 2) } }, lastState };
}

function pods(name: string, ...containerStatuses: readonly unknown[]): CaseFile {
  const items = [{ kind: "Pod", metadata: { name, namespace: "shop" }, status: { containerStatuses } }];
  return { path: "kubernetes/shop-pods.json", text: `${JSON.stringify({ items }, null, 1)}\n` };
}

function killing(name: string, at: number, namespace = "shop"): CaseFile {
  const involvedObject = { kind: "Pod", name, namespace, fieldPath: "spec.containers{orders}" };
  const times = { firstTimestamp: stamp(at), lastTimestamp: stamp(at) };
  const items = [{ involvedObject, reason: "Killing", message: "Stopping container orders", ...times }];
  return { path: `kubernetes/${namespace}-events.json`, text: `${JSON.stringify({ items }, null, 1)}\n` };
}

function clientOf(report: Report, id: string): ClientReport {
  const found = report.clients.find((client) => client.id === id);
  if (found === undefined) throw new Error(`no client ${id}`);
  return found;
}

function citedOf(report: Report, id: string): readonly (string | undefined)[] {
  return clientOf(report, id).evidence.map((each) => {
    const found = report.evidence.find((evidence) => evidence.id === each);
    return found?.source.pointer === undefined ? found?.source.file : `${found.source.file}#${found.source.pointer}`;
  });
}

describe("the end of a client's container", () => {
  test("ended its refusals, where its log ends with them, and is cited by its place", async () => {
    const without = await afterStale(stale("orders/orders-x1.previous"));
    expect(clientOf(without, "orders/orders-x1.previous")).toMatchObject({
      healedBy: "unknown",
      stillRefusedAtEnd: true,
    });
    const next = new App("orders/orders-x1").works(206, 300);
    const report = await afterStale(
      stale("orders/orders-x1.previous"),
      next,
      pods("orders-x1", container("orders", 203)),
    );
    const client = clientOf(report, "orders/orders-x1.previous");
    expect(client).toMatchObject({ healedBy: "restart", stillRefusedAtEnd: false });
    expect(client.staleness?.neededRestart).toBe(true);
    expect(citedOf(report, client.id)).toContain("kubernetes/shop-pods.json#/items/0/status/containerStatuses/0");
    expect(report.inputs.find(({ file }) => file === "kubernetes/shop-pods.json")?.kind).toBe("kubernetes");
    const { lines, records, continuations, quarantined } = report.accounting;
    expect(lines).toBe(records + continuations + quarantined);
  });

  test("ended them, where it lies between the last refusal and the first work in one log", async () => {
    const app = stale("orders/orders-x1").works(215, 300);
    expect(clientOf(await afterStale(app), "orders/orders-x1").healedBy).toBe("itself");
    const report = await afterStale(app, pods("orders-x1", container("orders", 207)));
    expect(clientOf(report, "orders/orders-x1").healedBy).toBe("restart");
    const later = await afterStale(app, pods("orders-x1", container("orders", 260)));
    expect(clientOf(later, "orders/orders-x1").healedBy).toBe("itself");
    const before = await afterStale(app, pods("orders-x1", container("orders", 100)));
    expect(clientOf(before, "orders/orders-x1").healedBy).toBe("itself");
  });

  test("is told by an event too, of a pod that is gone", async () => {
    const report = await afterStale(stale("orders/orders-x1"), killing("orders-x1", 205));
    expect(clientOf(report, "orders/orders-x1")).toMatchObject({ healedBy: "restart", stillRefusedAtEnd: false });
    expect(citedOf(report, "orders/orders-x1")).toContain("kubernetes/shop-events.json#/items/0");
  });

  test("long after its log ends tells nothing of what was between", async () => {
    const report = await afterStale(stale("orders/orders-x1"), killing("orders-x1", 900));
    expect(clientOf(report, "orders/orders-x1")).toMatchObject({ healedBy: "unknown", stillRefusedAtEnd: true });
  });

  test("healed nothing where the next run was refused again", async () => {
    const next = new App("orders/orders-x1").refused(206, 260);
    const report = await afterStale(
      stale("orders/orders-x1.previous"),
      next,
      pods("orders-x1", container("orders", 203)),
    );
    expect(clientOf(report, "orders/orders-x1.previous").healedBy).not.toBe("restart");
    expect(clientOf(report, "orders/orders-x1").healedBy).not.toBe("restart");
  });

  test("is of that container, and of that pod", async () => {
    const sidecar = pods("orders-x1", container("orders", null), container("proxy", 203));
    expect(clientOf(await afterStale(stale("orders/orders-x1"), sidecar), "orders/orders-x1").healedBy).toBe("unknown");
    const own = await afterStale(stale("orders/orders-x1.proxy.previous"), sidecar);
    expect(clientOf(own, "orders/orders-x1.proxy.previous").healedBy).toBe("restart");
    const other = await afterStale(stale("orders/orders-x2"), pods("orders-x1", container("orders", 203)));
    expect(clientOf(other, "orders/orders-x2").healedBy).toBe("unknown");
  });

  test("of one name in two namespaces is nobody's", async () => {
    const both = [killing("orders-0", 205), killing("orders-0", 206, "stage")];
    expect(clientOf(await afterStale(stale("orders/orders-0"), ...both), "orders/orders-0").healedBy).toBe("unknown");
  });
});

test("a client's own start line stays what tells it, with the container's end beside it", async () => {
  const app = stale("orders/orders-x1").says(205, "INFO", "starting orders with 4 workers").works(207, 300);
  const report = await afterStale(app, pods("orders-x1", container("orders", 203)));
  expect(clientOf(report, "orders/orders-x1").healedBy).toBe("restart");
  const cited = citedOf(report, "orders/orders-x1");
  expect(cited).toContain("kubernetes/shop-pods.json#/items/0/status/containerStatuses/0");
  expect(cited).toHaveLength(3); // the last refusal and the start line beside it
});
