import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonTree } from "../../../src/parse/documents/json-tree.ts";
import { type DocumentNode, pointerOf } from "../../../src/parse/documents/node.ts";
import { at } from "./documents.ts";

const latin1 = (text: string): string => Buffer.from(text).toString("latin1");

/** Every value of a tree. */
function nodes(root: DocumentNode | null): readonly DocumentNode[] {
  return root === null ? [] : [root, ...root.children.flatMap(nodes)];
}

test("every value of any JSON lies where its bytes are and where its pointer leads", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const bytes = Buffer.from(`..${text}`);
      const { root, error, cut } = jsonTree(latin1(text), 2);
      expect([error, cut]).toEqual([null, false]);
      for (const node of nodes(root)) {
        const written: unknown = JSON.parse(bytes.subarray(node.start, node.end).toString());
        expect(written).toEqual(at(JSON.parse(text), pointerOf(node)));
        if (node.kind === "value") expect(node.value).toEqual(written);
        const key: unknown = typeof node.key === "string" && node.parent !== null ? node.key : written;
        expect(bytes.subarray(node.keyStart).toString().startsWith(JSON.stringify(key).slice(0, 1))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("text is read as the UTF-8 it is, in keys and in values", () => {
  const { root } = jsonTree(latin1('{"größe":"é😀\\u00e9"}'), 0);
  expect(root?.children.map((node) => [node.key, node.name, node.value])).toEqual([["größe", "größe", "é😀é"]]);
});

test("text that is no UTF-8 is kept as it was parsed", () => {
  expect(jsonTree('["\u00ff"]', 0).root?.children[0]?.value).toBe("\u{fffd}");
});

describe("more values than the limit", () => {
  const objects = JSON.stringify([{ a: [1, { b: 2 }] }, { c: [{ d: 3 }] }, 4]);
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("%d of 11 are read and the tree stays whole", (limit) => {
    const { root, cut } = jsonTree(objects, 0, limit);
    expect(cut).toBe(true);
    expect(nodes(root)).toHaveLength(limit);
    for (const node of nodes(root)) {
      const written: unknown = JSON.parse(objects.slice(node.start, node.end));
      expect(written).toEqual(at(JSON.parse(objects), pointerOf(node)));
    }
  });
  test("the limit itself is no cut", () => {
    expect(jsonTree(objects, 0, 11)).toMatchObject({ cut: false, error: null });
  });
});

test("a pointer escapes what its syntax needs", () => {
  const { root } = jsonTree('{"a/b":{"m~n":[0,1]}}', 0);
  expect(nodes(root).map(pointerOf)).toEqual(["", "/a~1b", "/a~1b/m~0n", "/a~1b/m~0n/0", "/a~1b/m~0n/1"]);
});

test.each([
  ["1e", null],
  ["-", undefined],
  ["1.", null],
  ["1e400", Number.POSITIVE_INFINITY],
  ["-0.5e-3", -0.0005],
])("the number %s is %d", (written, value) => {
  expect(jsonTree(`[${written}]`, 0).root?.children[0]?.value).toBe(value);
});
