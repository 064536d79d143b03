import type { Background } from "../tui/index.ts";
import { UserError } from "./exit.ts";

/** What of the process says whether a screen can be opened. */
export interface Surroundings {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Refuses where a screen would be seen by nobody, or could not be drawn.
 *
 * @param paths of the case; `-` would read it from where keys come from
 * @throws {UserError} that names what works there
 */
export function requireTerminal({ stdin, stdout, env }: Surroundings, paths: readonly string[]): void {
  const why = obstacle(stdin, stdout, env);
  if (why !== null)
    throw new UserError(
      `${why}: the screen cannot be opened`,
      "`postmortem view --plain CASE` prints the same content; `postmortem analyze CASE --report FILE` writes the report.",
    );
  if (paths.includes("-"))
    throw new UserError(
      "- reads the case from standard input, which is where keys come from",
      "Save it to a file first, or print it with `postmortem view --plain -`.",
    );
}

function obstacle(
  stdin: Surroundings["stdin"],
  stdout: Surroundings["stdout"],
  env: Surroundings["env"],
): string | null {
  if (stdout.isTTY !== true) return "standard output is not a terminal";
  if (stdin.isTTY !== true) return "standard input is not a terminal";
  if (env["TERM"] === "dumb") return "TERM=dumb: this terminal cannot move its cursor";
  const { CI: ci } = env;
  return ci === undefined || ci === "" || ci === "0" || ci === "false" ? null : "CI is set: nobody is watching";
}

/** How the screen is to be coloured. */
export interface ColourChoice {
  readonly color: "auto" | "always" | "never";
  readonly background: "auto" | Background;
}

/** The terminal's background, as asked for or as `COLORFGBG` tells it; null for no colours. */
export function backgroundOf({ color, background }: ColourChoice, env: Surroundings["env"]): Background | null {
  if (color === "never" || (color === "auto" && (env["NO_COLOR"] ?? "") !== "")) return null;
  if (background !== "auto") return background;
  // `15;0` or `0;default;15`: the palette index of the ground comes last. 7 and 15 are the white ones; 8 is a dark grey.
  const ground = Number(/;(\d{1,2})$/.exec(env["COLORFGBG"] ?? "")?.[1] ?? 0);
  return ground === 7 || ground > 8 ? "light" : "dark";
}
