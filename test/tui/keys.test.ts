import { expect, test } from "vitest";
import { actionOf, defaultKeys, keyTable, presses, rebind, type KeyEvent } from "../../src/tui/keys.ts";

const press = (input: string, more: Partial<KeyEvent> = {}): KeyEvent => ({
  input,
  ctrl: false,
  shift: false,
  meta: false,
  name: null,
  ...more,
});

test("no key means two things, and every command has one", () => {
  const keys = keyTable.flatMap((row) => [...row.keys]);
  expect(keys.length).toBeGreaterThan(60);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyTable.map((row) => row.keys[0]).filter((key) => key === undefined)).toEqual([]);
});

test("every key of the table comes from a key event", () => {
  for (const { command, keys } of keyTable) {
    for (const key of keys) {
      const parts = key.length > 1 ? key.split("+").filter((part) => part !== "") : [key];
      const name = parts.at(-1) ?? key;
      const event =
        key === "space"
          ? press(" ")
          : press(name.length === 1 ? name : "", {
              name: name.length === 1 ? null : name === "enter" ? "return" : name,
              ctrl: parts.length > 1 && parts.includes("ctrl"),
              shift: parts.length > 1 && parts.includes("shift"),
            });
      expect(actionOf(event, defaultKeys, false), key).toEqual({ kind: "command", command });
    }
  }
});

test("keys that come glued together are single keys", () => {
  const pressed = [...presses(press("jjG"))].map((event) => actionOf(event, defaultKeys, false));
  expect(pressed).toEqual([
    { kind: "command", command: "down" },
    { kind: "command", command: "down" },
    { kind: "command", command: "last" },
  ]);
});

test("a prompt takes text, and its own keys", () => {
  expect(actionOf(press("q"), defaultKeys, true)).toEqual({ kind: "type", text: "q" });
  expect(actionOf(press(" "), defaultKeys, true)).toEqual({ kind: "type", text: " " });
  expect(actionOf(press("", { name: "return" }), defaultKeys, true)).toEqual({ kind: "submit" });
  expect(actionOf(press("", { name: "escape", meta: true }), defaultKeys, true)).toEqual({ kind: "cancel" });
  expect(actionOf(press("c", { ctrl: true }), defaultKeys, true)).toEqual({ kind: "cancel" });
  expect(actionOf(press("u", { ctrl: true }), defaultKeys, true)).toEqual({ kind: "erase", what: "all" });
  expect(actionOf(press("", { name: "up" }), defaultKeys, true)).toEqual({ kind: "choose", by: -1 });
  expect(actionOf(press("x", { ctrl: true }), defaultKeys, true)).toBeNull();
});

test("keys can be bound anew", () => {
  const { keys, troubles } = rebind({ down: ["ctrl+n", "down"], "only-signature": [] });
  expect(troubles).toEqual([]);
  expect(actionOf(press("n", { ctrl: true }), keys, false)).toEqual({ kind: "command", command: "down" });
  expect(actionOf(press("j"), keys, false)).toBeNull();
  expect(actionOf(press("x"), keys, false)).toBeNull();
  expect(actionOf(press("k"), keys, false)).toEqual({ kind: "command", command: "up" });
});

test("what cannot be bound is told, and the keys stay", () => {
  expect(rebind({ fly: "f", down: "hyper+x" }).troubles).toEqual([
    "keys: no such command: fly",
    'keys: down: no such key: "hyper+x"',
  ]);
  const clash = rebind({ down: "k" });
  expect(clash.troubles).toEqual(["keys: k is bound to down and up"]);
  expect(clash.keys).toBe(defaultKeys);
  expect(rebind({ quit: [] }).troubles).toEqual(["keys: quit needs a key"]);
  expect(rebind([]).troubles).toHaveLength(1);
  expect(rebind({ down: "\u001b[2J" }).troubles.join("")).not.toMatch(/\p{Cc}/u);
});
