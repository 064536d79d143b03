import { escapeTerminal } from "../text/index.ts";
import { defaultKeys, type Keys, rebind } from "../tui/index.ts";
import { configuredKeys, readSettings } from "./config.ts";
import { UserError } from "./exit.ts";

/**
 * The keys of the screen: those of a file (`--keys`: commands and their keys, in YAML or JSON), else of `keys:` in
 * postmortem.yaml, else the default ones.
 *
 * @throws {UserError} when they cannot be read, or not all of them can be followed
 */
export async function keyBindings(file: string | undefined, env: NodeJS.ProcessEnv): Promise<Keys> {
  const given = file === undefined ? await configuredKeys(env) : { file, keys: await readSettings(file) };
  if (given === null) return defaultKeys;
  const { keys, troubles } = rebind(given.keys);
  if (troubles.length === 0) return keys;
  throw new UserError(
    `${escapeTerminal(given.file)}: ${troubles.join("; ")}`,
    "docs/view.md lists the commands and how keys are written.",
  );
}
