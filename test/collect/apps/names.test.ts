import { describe, expect, test } from "vitest";
import { pathClaims } from "../../../src/collect/apps/claims.ts";
import { podsOf, withoutSecrets } from "../../../src/collect/apps/pods.ts";
import { namesOfKey } from "../../../src/collect/apps/s3-objects.ts";
import { serviceOf, stemOf } from "../../../src/collect/apps/service-name.ts";
import { parseAppSource, writtenSource } from "../../../src/collect/apps/source.ts";
import { pathKind } from "../../../src/sources/path-kind.ts";

describe("a source", () => {
  test.each<[string, string | null, string, string]>([
    ["./logs", null, "files", "./logs"],
    ["/var/log/orders/*.log", null, "files", "/var/log/orders/*.log"],
    ["orders=/var/log/orders/*.log", "orders", "files", "/var/log/orders/*.log"],
    ["./year=2026/x.log", null, "files", "./year=2026/x.log"],
    ["C:\\logs\\a.log", null, "files", "C:\\logs\\a.log"],
    ["./a:b.log", null, "files", "./a:b.log"],
    ["cloudwatch:/ecs/orders", null, "cloudwatch", "/ecs/orders"],
    ["orders-api=cloudwatch:/ecs/orders:api/web", "orders-api", "cloudwatch", "/ecs/orders:api/web"],
    ["s3://logs/2026/11/21/", null, "s3", "logs/2026/11/21/"],
    ["orders=s3://logs", "orders", "s3", "logs"],
    ["k8s:prod/app=orders", null, "kubernetes", "prod/app=orders"],
    [
      "orders=k8s:prod/app in (orders, billing),tier!=x",
      "orders",
      "kubernetes",
      "prod/app in (orders, billing),tier!=x",
    ],
  ])("%s is read", (text, service, kind, place) => {
    const source = parseAppSource(text);
    expect(source).toEqual({ service, kind, place });
    if (!("error" in source)) expect(text.endsWith(writtenSource(source))).toBe(true);
  });

  test.each<[string, RegExp]>([
    ["", /empty path/],
    ["orders=", /orders=|no kind|SERVICE/],
    ["cloudwatch:", /cloudwatch:GROUP/],
    ["cloudwatch:/a:b:c", /cloudwatch:GROUP/],
    ["cloudwatch:/a b", /cloudwatch:GROUP/],
    ["s3://", /s3:\/\/bucket/],
    ["s3://Up/x", /s3:\/\/bucket/],
    ["k8s:prod", /k8s:namespace\/selector/],
    ["k8s:prod/--all", /k8s:namespace\/selector/],
    ["k8s:-n/app=a", /k8s:namespace\/selector/],
    ["https://logs.example/x", /https: is no kind of place/],
  ])("%s is refused with what to write", (text, error) => {
    const source = parseAppSource(text);
    if (text === "orders=") return expect(source).toMatchObject({ kind: "files", service: null });
    expect(source).toEqual({ error: expect.stringMatching(error) as string });
  });
});

describe("a service", () => {
  test.each([
    ["orders-api-7c9d8b6f4-x2lkq.log", "orders-api"],
    ["orders-api-x2lkq", "orders-api"],
    ["app.log.2026-11-21", "app"],
    ["orders.2026-11-21.log.gz", "orders"],
    ["orders-20261121T1900Z.json", "orders"],
    ["app.log.1", "app"],
    ["orders-first.log", "orders-first"],
    ["orders-payment.log", "orders-payment"],
    ["2026.log", "2026"],
    [".log", ".log"],
  ])("of %s is %s", (name, expected) => {
    expect(stemOf(name)).toBe(expected);
  });

  test("is the longest known one that a name begins with", () => {
    const known = ["orders", "orders-api", "bill"];
    expect(serviceOf("orders-api-canary-x2lkq", known)).toBe("orders-api");
    expect(serviceOf("orders_worker.log", known)).toBe("orders");
    expect(serviceOf("billing.log", known)).toBe("billing");
  });
});

describe("paths", () => {
  test("are given once, and hostile names stay below apps", () => {
    const claims = pathClaims();
    const first = claims.of(["orders", "app.log"], "a");
    expect(first).toBe("apps/orders/app.log");
    const second = claims.of(["orders", "app.log"], "b");
    expect(second).toMatch(/^apps\/orders\/app-[0-9a-f]{8}-[0-9a-f]{12}\.log$/);
    const hostile = claims.of(["../..", "/etc/passwd\0"], "c");
    expect(hostile).toMatch(/^apps\/[\w-]+\/etc-passwd-[0-9a-f]{12}$/);
    for (const path of [first, second, hostile]) expect(pathKind("/case", path).kind).toBe("application");
  });

  test.each<[string, string, string | null, readonly [string, string]]>([
    ["logs/orders/2026/11/21/19/part-0.gz", "logs/", null, ["orders", "2026-11-21-19-part-0.gz"]],
    ["logs/orders/a.log", "logs/orders/", null, ["orders", "a.log"]],
    ["logs/orders/2026/11/21/a.log", "logs/orders/2026/11/", null, ["orders", "21-a.log"]],
    ["year=2026/a.log", "", null, ["orders-bucket", "year=2026-a.log"]],
    ["x/y/a.log", "x/y", "mine", ["mine", "y-a.log"]],
  ])("of the key %s below %s", (key, prefix, service, expected) => {
    expect(namesOfKey(key, prefix, "orders-bucket", service, [])).toEqual(expected);
  });
});

describe("pods", () => {
  const pod = {
    metadata: {
      name: "orders-1",
      labels: { app: "orders" },
      creationTimestamp: "2026-11-21T18:00:00Z",
      managedFields: [{ manager: "x" }],
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": '{"env":[{"value":"hunter2"}]}' },
    },
    spec: {
      initContainers: [{ name: "init", command: ["sh", "-c", "echo hunter2"] }],
      containers: [
        {
          name: "app",
          image: "orders:1",
          args: ["--password=hunter2"],
          env: [
            { name: "PASSWORD", value: "hunter2" },
            { name: "FROM", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
          ],
          livenessProbe: {
            httpGet: { path: "/", httpHeaders: [{ name: "Authorization", value: "hunter2" }] },
            exec: { command: ["hunter2"] },
          },
        },
      ],
    },
    status: {
      containerStatuses: [
        {
          name: "app",
          restartCount: 2,
          state: { running: { startedAt: "2026-11-21T19:10:00Z" } },
          lastState: {
            terminated: {
              reason: "OOMKilled",
              exitCode: 137,
              startedAt: "2026-11-21T18:00:10Z",
              finishedAt: "2026-11-21T19:09:58Z",
            },
          },
        },
      ],
    },
  };

  test("are kept without the values people pass to programs, names stay", () => {
    const text = JSON.stringify(withoutSecrets({ kind: "List", items: [pod] }));
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("managedFields");
    for (const kept of ["PASSWORD", "secretKeyRef", "orders:1", "OOMKilled", "last-applied-configuration", "REDACTED"])
      expect(text).toContain(kept);
  });

  test("tell containers, restarts and how the run before ended", () => {
    expect(podsOf({ items: [pod] })).toMatchObject([
      {
        name: "orders-1",
        app: "orders",
        containers: [
          { name: "init", restarts: 0, startedMs: null },
          {
            name: "app",
            restarts: 2,
            startedMs: Date.parse("2026-11-21T19:10:00Z"),
            lastEnd: "OOMKilled, exit code 137",
            lastEndMs: Date.parse("2026-11-21T19:09:58Z"),
          },
        ],
      },
    ]);
  });

  test.each([null, 3, "x", [], { items: 3 }, { items: [null, {}, { metadata: { name: "--all" } }] }])(
    "are none in %j",
    (document) => {
      expect(podsOf(document)).toEqual([]);
    },
  );
});
