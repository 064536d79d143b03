import { describe, expect, test } from "vitest";
import type { Aws, CallFailure, InputOf, OutputOf } from "../../src/collect/calls.ts";
import { allPages, pages } from "../../src/collect/pages.ts";

const facts = { requestId: null, attempts: 1, fromMs: 0, toMs: 0, raw: null };
const failure: CallFailure = {
  call: "DescribeEvents",
  kind: "throttled",
  code: "Throttling",
  message: "Rate exceeded",
  action: "rds:DescribeEvents",
  resource: null,
  attempts: 5,
};

/** Answers in this order; null fails. */
function answering(markers: readonly (string | undefined | null)[]): {
  readonly aws: Aws;
  readonly sent: (string | undefined)[];
  readonly inputs: InputOf<"DescribeEvents">[];
} {
  const sent: (string | undefined)[] = [];
  const inputs: InputOf<"DescribeEvents">[] = [];
  const call = (_name: "DescribeEvents", input: InputOf<"DescribeEvents">): Promise<unknown> => {
    const marker = markers[sent.length];
    sent.push(input.Marker);
    inputs.push({ ...input });
    const value: OutputOf<"DescribeEvents"> = { $metadata: {}, Events: [], Marker: marker ?? undefined };
    return Promise.resolve(marker === null ? { ok: false, failure } : { ok: true, value, facts });
  };
  return { aws: { call } as unknown as Aws, sent, inputs };
}

describe("pages", () => {
  test("go on behind empty pages until there is no marker; an empty marker is none", async () => {
    const { aws, sent } = answering(["a", "b", ""]);
    const { pages: came, failure: why } = await allPages(aws, "DescribeEvents", {}, "x");
    expect(came).toHaveLength(3);
    expect(why).toBeNull();
    expect(sent).toEqual([undefined, "a", "b"]);
  });

  test("end when a marker comes twice, also not in a row, and keep what came", async () => {
    const { aws } = answering(["a", "b", "a", "b"]);
    const { pages: came, failure: why } = await allPages(aws, "DescribeEvents", {}, "x");
    expect(came).toHaveLength(3);
    expect(why).toMatchObject({ kind: "repeated-token", action: "rds:DescribeEvents" });
  });

  test("end when there are too many", async () => {
    const { aws } = answering(Array.from({ length: 10 }, (_, i) => `m${i}`));
    const { pages: came, failure: why } = await allPages(aws, "DescribeEvents", {}, "x", { maxPages: 4 });
    expect(came).toHaveLength(4);
    expect(why).toMatchObject({ kind: "repeated-token", code: "TooManyPages" });
  });

  test("leave the input as it was, and what becomes of it meanwhile changes nothing", async () => {
    const { aws, inputs } = answering(["a", "b", undefined]);
    const input: InputOf<"DescribeEvents"> = { SourceIdentifier: "orders" };
    const walk = pages(aws, "DescribeEvents", input, "x");
    await walk.next();
    await walk.next();
    expect(input).toEqual({ SourceIdentifier: "orders" });
    input.SourceIdentifier = "other";
    await walk.next();
    const orders = { SourceIdentifier: "orders" };
    expect(inputs).toEqual([orders, { ...orders, Marker: "a" }, { ...orders, Marker: "b" }]);
  });

  test("before a failure are kept", async () => {
    const { aws } = answering(["a", null]);
    expect(await allPages(aws, "DescribeEvents", {}, "x")).toMatchObject({ pages: [{}], failure });
  });
});
