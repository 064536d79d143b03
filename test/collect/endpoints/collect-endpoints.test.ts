import { describe, expect, test } from "vitest";
import { Interrupted } from "../../../src/collect/calls.ts";
import { collectEndpoints, type EndpointOptions } from "../../../src/collect/endpoints/collect-endpoints.ts";
import type { Resolution } from "../../../src/collect/endpoints/resolve.ts";
import { parseEndpoints } from "../../../src/parse/documents/endpoints.ts";
import { context, fakeAws, fakeStore, ledger, member, NOW } from "../measures/fakes.ts";

const ZONE = "abc123.eu-west-1.rds.amazonaws.com";
const WRITER = `orders.cluster-${ZONE}`;
const READER = `orders.cluster-ro-${ZONE}`;
const CUSTOM = `reports.cluster-custom-${ZONE}`;
const ONE = `aurora-1.${ZONE}`;
const TWO = `aurora-2.${ZONE}`;

const target = {
  cluster: { DBClusterIdentifier: "orders", Endpoint: WRITER, ReaderEndpoint: READER, CustomEndpoints: [CUSTOM] },
};
const members = [
  member("aurora-1", { Endpoint: { Address: ONE } }),
  member("aurora-2", { Endpoint: { Address: TWO } }),
];

function resolution(name: string, over: Partial<Resolution> = {}): Resolution {
  const base = {
    resolver: "10.0.0.2",
    result: "NOERROR",
    authoritative: false,
    chain: [],
    addresses: [],
    ttlSeconds: null,
  };
  return { name, ...base, ...over };
}

function pointing(name: string, to: string, ttlSeconds: number): Resolution {
  return resolution(name, { chain: [{ name, to, ttlSeconds }], addresses: ["10.0.0.7"], ttlSeconds });
}

function resolver(name: string): Resolution {
  if (name === WRITER) return pointing(name, TWO, 5);
  if (name === READER) return pointing(name, ONE, 1);
  if (name === CUSTOM) return resolution(name, { result: "NXDOMAIN" });
  return resolution(name, { addresses: ["10.0.0.9"], ttlSeconds: 5 });
}

const options: EndpointOptions = { resolve: async (name) => resolver(name), wait: async () => undefined };

test("what is written is what the analysis reads: each endpoint, where it points to, how long for, and when that was", async () => {
  const store = fakeStore();
  await collectEndpoints(context(fakeAws({}), store, members, { target }), [], options);
  const { endpoints, problems } = parseEndpoints(Buffer.from(store.text("endpoints.json")), "endpoints.json");
  expect(problems).toEqual([]);
  expect(
    endpoints.map(({ name, kind, instance, ttlSeconds, us }) => [name, kind, instance, ttlSeconds, us / 1000]),
  ).toEqual([
    [WRITER, "writer", "aurora-2", 5, NOW],
    [READER, "reader", "aurora-1", 1, NOW],
    [CUSTOM, "custom", null, null, NOW],
    [ONE, "instance", "aurora-1", 5, NOW],
    [TWO, "instance", "aurora-2", 5, NOW],
  ]);
  expect(endpoints[3]?.addresses).toEqual(["10.0.0.9"]);
  expect(ledger(store)).toEqual([["DNS", "complete", null]]);
  expect(store.entries()[0]?.reason).toBe(`5 names asked for; ${CUSTOM} did not exist`);
});

test("names of the configuration and of proxies are asked for too, each name once", async () => {
  const store = fakeStore();
  const proxies = [{ name: "pool", endpoint: `pool.proxy-${ZONE}`, logGroup: "/aws/rds/proxy/pool" }];
  const chain = [
    { name: "db.example.com", to: WRITER, ttlSeconds: 60 },
    { name: WRITER, to: TWO, ttlSeconds: 5 },
  ];
  const resolve = async (name: string): Promise<Resolution> =>
    name === "db.example.com" ? resolution(name, { chain, ttlSeconds: 60 }) : resolver(name);
  const extra = ["db.example.com:5432", WRITER.toUpperCase(), `${READER}.`, "postgres://x/y", "10.0.0.1", "a..b", ""];
  await collectEndpoints(context(fakeAws({}), store, members, { target }), extra, { ...options, proxies, resolve });
  const { endpoints, problems } = parseEndpoints(Buffer.from(store.text("endpoints.json")), "endpoints.json");
  expect(problems).toEqual([]);
  expect(endpoints.map(({ name, kind, instance }) => [name, kind, instance]).slice(5)).toEqual([
    [`pool.proxy-${ZONE}`, "unknown", null],
    ["db.example.com", "unknown", "aurora-2"],
  ]);
  expect(ledger(store).filter(([, , code]) => code === "NO_HOST_NAME")).toHaveLength(3);
});

describe("a TTL out of a cache", () => {
  test("is asked for again when it has run out, and the longer one is kept", async () => {
    const waited: number[] = [];
    let nth = 0;
    const store = fakeStore();
    await collectEndpoints(context(fakeAws({}), store, [], { target: { cluster: { Endpoint: WRITER } } }), [], {
      resolve: async (name) => pointing(name, TWO, ++nth === 1 ? 2 : 5),
      wait: async (ms) => void waited.push(ms),
    });
    expect(waited).toEqual([2500]);
    expect(parseEndpoints(Buffer.from(store.text("endpoints.json")), "endpoints.json").endpoints[0]?.ttlSeconds).toBe(
      5,
    );
  });

  test.each<[string, Partial<Resolution>]>([
    ["is the zone's own", { authoritative: true }],
    ["is a minute", { ttlSeconds: 60 }],
    ["is none", { ttlSeconds: null }],
  ])("is not asked for again where it %s", async (_, over) => {
    let count = 0;
    const alone = { cluster: { Endpoint: WRITER } };
    await collectEndpoints(context(fakeAws({}), fakeStore(), [], { target: alone }), [], {
      ...options,
      resolve: async (name) => {
        count++;
        return { ...pointing(name, TWO, 2), ...over };
      },
    });
    expect(count).toBe(1);
  });
});

describe("without resolver", () => {
  const none: EndpointOptions = {
    ...options,
    resolve: async (name) => resolution(name, { resolver: null, result: "10.0.0.2: no\nanswer" }),
  };

  test("the names are kept, nothing is claimed, and it is this machine's view that is missing, not AWS's evidence", async () => {
    const store = fakeStore();
    await collectEndpoints(context(fakeAws({}), store, members, { target }), [], none);
    const { endpoints, problems } = parseEndpoints(Buffer.from(store.text("endpoints.json")), "endpoints.json");
    expect(problems).toEqual([]);
    expect(endpoints.filter(({ ttlSeconds, addresses }) => ttlSeconds !== null || addresses.length > 0)).toEqual([]);
    expect(store.entries()).toMatchObject([{ state: "absent", code: "NO_RESOLVER" }]);
    expect(store.entries()[0]?.reason).toContain("no evidence of AWS is missing");
    expect(store.entries()[0]?.reason).not.toContain("\n");
    expect(store.endOf("endpoints")).toBe("again");
  });

  test("the rest is not asked for", async () => {
    let count = 0;
    const names = Array.from({ length: 40 }, (_, i) => `db${i}.example.com`);
    await collectEndpoints(context(fakeAws({}), fakeStore(), [], { target: { cluster: {} } }), names, {
      ...none,
      resolve: async (name) => {
        count++;
        return resolution(name, { resolver: null });
      },
    });
    expect(count).toBe(8);
  });
});

test("a second run keeps the first snapshot, which is nearer to the incident", async () => {
  const store = fakeStore();
  await collectEndpoints(context(fakeAws({}), store, members, { target }), [], options);
  const before = store.text("endpoints.json");
  store.nextRun();
  await collectEndpoints(context(fakeAws({}, NOW + 60_000), store, members, { target }), [], {
    ...options,
    resolve: () => Promise.reject(new Error("asked again")),
  });
  await collectEndpoints(context(fakeAws({}, NOW + 60_000), store, members.slice(1), { target }), [], {
    ...options,
    resolve: () => Promise.reject(new Error("asked again for what is known")),
  });
  expect(store.text("endpoints.json")).toBe(before);
  expect(store.paths).toEqual(["endpoints.json"]);
});

test("a name that is new is asked for, and the others with it", async () => {
  const store = fakeStore();
  await collectEndpoints(context(fakeAws({}), store, members, { target }), [], options);
  const later = fakeAws({}, NOW + 60_000);
  await collectEndpoints(context(later, store, members, { target }), ["db.example.com"], options);
  const { endpoints } = parseEndpoints(Buffer.from(store.text("endpoints.json")), "endpoints.json");
  expect(new Set(endpoints.map(({ us }) => us / 1000))).toEqual(new Set([NOW + 60_000]));
  expect(endpoints).toHaveLength(6);
});

test("a target without endpoints asks nothing", async () => {
  const store = fakeStore();
  await collectEndpoints(context(fakeAws({}), store, [], { target: { cluster: null } }), [], options);
  expect(store.paths).toEqual([]);
});

test("an interruption while a TTL runs out unwinds", async () => {
  const stop = new AbortController();
  const collecting = collectEndpoints(
    context(fakeAws({}), fakeStore(), [], { target: { cluster: { Endpoint: WRITER } }, signal: stop.signal }),
    [],
    {
      resolve: async (name) => {
        setImmediate(() => stop.abort());
        return pointing(name, TWO, 10);
      },
    },
  );
  await expect(collecting).rejects.toThrow(Interrupted);
});
