#!/usr/bin/env node
// Plain syntax and no static imports: an old Node must be able to parse this file far enough to say what it needs.
const versions = process.versions.node.split(".").map(Number);
if ((versions[0] || 0) < 22 || (versions[0] === 22 && (versions[1] || 0) < 15)) {
  process.stderr.write(
    "postmortem needs Node.js 22.15 or newer; this is " +
      process.versions.node +
      ".\n  In a clone of the repository `npx postmortem …` uses the Node that `npm ci` installed.\n",
  );
  process.exitCode = 2;
} else if (!printPreparedHelp(process.argv.slice(2))) {
  process.env["NODE_ENV"] = process.env["NODE_ENV"] || "production";
  if (process.env["NO_COLOR"]) process.env["FORCE_COLOR"] = "0";
  import("./compile-cache.ts")
    .then(({ keepCompiledCode }) => {
      keepCompiledCode(process.argv.slice(2));
      return import("./program.ts");
    })
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    })
    .catch((error: unknown) => {
      process.stderr.write("postmortem: " + String(error) + "\n");
      process.exitCode = 70;
    });
}

/**
 * Prints the help that the build rendered from the command definitions, without loading them: help is asked for more
 * often than anything else and must not wait for a parser of options. False when there is none (run from the sources).
 */
function printPreparedHelp(args: readonly string[]): boolean {
  const last = args[args.length - 1];
  if (args.length > 2 || (last !== "--help" && last !== "-h")) return false;
  try {
    const fs = process.getBuiltinModule("node:fs");
    const texts = JSON.parse(fs.readFileSync(new URL("./help.json", import.meta.url), "utf8")) as Record<
      string,
      string
    >;
    const text = texts[args.length === 2 ? (args[0] ?? "") : ""];
    if (text === undefined) return false;
    process.stdout.on("error", () => {});
    process.stdout.write(text);
    return true;
  } catch {
    return false;
  }
}
