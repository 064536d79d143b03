import { clusters, escapeTerminal } from "../text/index.ts";
import { keyTable, type Command, type KeyGroup } from "./key-table.ts";
import type { Action } from "./state/action.ts";

export { keyGroups, keyTable, type Command } from "./key-table.ts";

/** A key as the terminal tells it. Typed fast, several characters come as one `input`. */
export interface KeyEvent {
  readonly input: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
  /** `up`, `return`, `escape` …; null for what is only text. */
  readonly name: string | null;
}

/** Which command a key is, and the keys of every command as the help screen shows them. */
export interface Keys {
  readonly commands: ReadonlyMap<string, Command>;
  readonly rows: readonly {
    readonly command: Command;
    readonly keys: readonly string[];
    readonly group: KeyGroup;
    readonly help: string;
  }[];
}

const names: ReadonlySet<string> = new Set([
  "up",
  "down",
  "left",
  "right",
  "pageup",
  "pagedown",
  "home",
  "end",
  "enter",
  "escape",
  "tab",
  "backspace",
  "delete",
  "insert",
  "space",
  ...Array.from({ length: 12 }, (_, index) => `f${index + 1}`),
]);

/** Names that terminals' readers give the same keys. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["return", "enter"],
  ["esc", "escape"],
  ["pgup", "pageup"],
  ["pgdn", "pagedown"],
  [" ", "space"],
]);

/** The keys of the table. */
export const defaultKeys: Keys = keysOf(new Map());

/**
 * The table with other keys for some commands (`{ "zoom-in": ["+"], "quit": "ctrl+q" }`, an empty list for none). What
 * cannot be followed is left as it was and told, one sentence each.
 */
export function rebind(wanted: unknown): { readonly keys: Keys; readonly troubles: readonly string[] } {
  const troubles: string[] = [];
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted))
    return { keys: defaultKeys, troubles: ["keys: expected an object of commands and their keys"] };
  const changed = new Map<string, readonly string[]>();
  for (const [command, value] of Object.entries(wanted)) {
    if (keyTable.some((row) => row.command === command)) {
      const asked: readonly unknown[] = Array.isArray(value) ? value : [value];
      const read = asked.map((key) => (typeof key === "string" ? keyNamed(key) : null));
      const unknown = asked.filter((_, index) => read[index] === null);
      for (const key of unknown)
        troubles.push(`keys: ${command}: no such key: ${escapeTerminal(JSON.stringify(key) ?? "undefined")}`);
      if (unknown.length === 0)
        changed.set(
          command,
          read.filter((key) => key !== null),
        );
    } else troubles.push(`keys: no such command: ${escapeTerminal(command)}`);
  }
  const clashes = clashesOf(changed);
  for (const { key, commands } of clashes) troubles.push(`keys: ${key} is bound to ${commands.join(" and ")}`);
  if (!changed.has("quit") || (changed.get("quit") ?? []).length > 0)
    return { keys: clashes.length > 0 ? defaultKeys : keysOf(changed), troubles };
  return { keys: defaultKeys, troubles: [...troubles, "keys: quit needs a key"] };
}

function rowsOf(changed: ReadonlyMap<string, readonly string[]>): Keys["rows"] {
  return keyTable.map((row) => ({ ...row, keys: changed.get(row.command) ?? row.keys }));
}

function keysOf(changed: ReadonlyMap<string, readonly string[]>): Keys {
  const rows = rowsOf(changed);
  return { rows, commands: new Map(rows.flatMap(({ command, keys }) => keys.map((key) => [key, command] as const))) };
}

function clashesOf(changed: ReadonlyMap<string, readonly string[]>): { key: string; commands: string[] }[] {
  const users = new Map<string, Set<string>>();
  for (const { command, keys } of rowsOf(changed))
    for (const key of keys) users.set(key, (users.get(key) ?? new Set()).add(command));
  return [...users].flatMap(([key, commands]) => (commands.size > 1 ? [{ key, commands: [...commands] }] : []));
}

/** `ctrl+f`, `shift+up`, `G`, `pagedown`; null when it names no key. */
function keyNamed(text: string): string | null {
  const match = /^((?:ctrl\+|alt\+|shift\+)*)(.+)$/su.exec(text);
  if (!match) return null;
  const [, modifiers = "", given = ""] = match;
  const key = aliases.get(given) ?? given;
  const printable = [...clusters(key)].length === 1 && escapeTerminal(key) === key && key !== " ";
  if (!names.has(key) && !printable) return null;
  // A shifted character is another character; only named keys tell shift apart.
  if (modifiers.includes("shift+") && !names.has(key)) return null;
  const order = ["ctrl+", "alt+", "shift+"].filter((modifier) => modifiers.includes(modifier));
  return `${order.join("")}${key}`;
}

/** The key of an event, as the table writes it; null for what is no single key. */
function keyOf({ input, ctrl, shift, meta, name }: KeyEvent): string | null {
  const key = name === null ? (aliases.get(input) ?? input) : (aliases.get(name) ?? name);
  if (key === "") return null;
  const special = names.has(key) && key !== "space";
  // Terminals tell Escape as "meta" too.
  const alt = meta && key !== "escape" ? "alt+" : "";
  return `${ctrl ? "ctrl+" : ""}${alt}${shift && special ? "shift+" : ""}${key}`;
}

/** A key event as single keys: `"jjj"` in one read is three of them. */
export function* presses(event: KeyEvent): Iterable<KeyEvent> {
  if (event.name !== null || event.ctrl || event.meta) yield event;
  else for (const { text } of clusters(event.input)) yield { ...event, input: text };
}

/** What one key does; null for nothing. `prompting`: a prompt is open and takes the text. */
export function actionOf(event: KeyEvent, keys: Keys, prompting: boolean): Action | null {
  const key = keyOf(event);
  if (key === null) return null;
  if (prompting) return promptAction(event, key);
  const command = keys.commands.get(key);
  return command === undefined ? null : { kind: "command", command };
}

function promptAction(event: KeyEvent, key: string): Action | null {
  switch (key) {
    case "enter":
    case "\r":
    case "\n":
      return { kind: "submit" };
    case "escape":
    case "ctrl+c":
      return { kind: "cancel" };
    case "backspace":
    case "delete":
      return { kind: "erase", what: "character" };
    case "ctrl+w":
      return { kind: "erase", what: "word" };
    case "ctrl+u":
      return { kind: "erase", what: "all" };
    case "tab":
    case "down":
      return { kind: "choose", by: 1 };
    case "shift+tab":
    case "up":
      return { kind: "choose", by: -1 };
    case "ctrl+z":
      return { kind: "command", command: "suspend" };
    default:
      if (event.ctrl || event.meta || names.has(key)) return key === "space" ? { kind: "type", text: " " } : null;
      return { kind: "type", text: event.input };
  }
}
