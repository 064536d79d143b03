#!/usr/bin/env node
// Plain syntax and no static imports: an old Node must be able to parse this file far enough to say what it needs.
var versions = process.versions.node.split(".").map(Number);
if ((versions[0] ?? 0) < 22 || (versions[0] === 22 && (versions[1] ?? 0) < 15)) {
  process.stderr.write(
    "postmortem needs Node.js 22.15 or newer; this is " +
      process.versions.node +
      ".\n  In a clone of the repository `npx postmortem …` uses the Node that `npm ci` installed.\n",
  );
  process.exitCode = 2;
} else {
  process.env["NODE_ENV"] ??= "production";
  if (process.env["NO_COLOR"]) process.env["FORCE_COLOR"] = "0";
  import("./program.ts")
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    })
    .catch((error: unknown) => {
      process.stderr.write(`postmortem: ${String(error)}\n`);
      process.exitCode = 70;
    });
}
