// Whether readers may forward writes.
import { expect, test } from "vitest";
import { forwardingOf } from "../../src/reconstruct/forwarding.ts";
import { documents, exhibit, operator, snapshot } from "./documents.ts";

type State = "on" | "off" | "unknown";

function says(state: State): { readonly state: State; readonly exhibit: ReturnType<typeof exhibit> } {
  return { state, exhibit: exhibit("operator", 0, `write forwarding ${state}`) };
}

test.each<[readonly State[], State, State, number]>([
  [[], "unknown", "unknown", 0],
  [["off"], "unknown", "off", 1],
  [["on"], "unknown", "on", 1],
  [["off", "off"], "off", "off", 1],
  [["unknown", "off"], "unknown", "off", 1],
  [[], "on", "on", 1],
  [["unknown"], "off", "off", 1],
  [["off"], "on", "unknown", 2],
  [["on"], "off", "unknown", 2],
  [["off", "on"], "unknown", "unknown", 2],
])("snapshots say %j and the operator %s: %s, with %i citations", (snapshots, told, state, cites) => {
  const found = forwardingOf(
    documents({
      snapshots: snapshots.map((forwarding, i) => snapshot(i * 100, ["a"], { forwarding })),
      operator: operator({ writeForwarding: told === "unknown" ? { state: told, exhibit: null } : says(told) }),
    }),
  );
  expect(found.state).toBe(state);
  expect(found.cites).toHaveLength(cites);
});

test("without any document it is unknown, never off", () => {
  expect(forwardingOf(documents({}))).toEqual({ state: "unknown", cites: [] });
});

test("the snapshot is cited before the operator who agrees", () => {
  const found = forwardingOf(
    documents({
      snapshots: [snapshot(0, ["a"], { forwarding: "off" })],
      operator: operator({ writeForwarding: says("off") }),
    }),
  );
  expect(found.cites.map((cite) => ("exhibit" in cite ? cite.exhibit.kind : ""))).toEqual(["api"]);
});
