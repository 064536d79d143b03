// Runs the command line the way a person does: another process, its own streams, a hostile locale.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The command line: run from its sources, or from the build that the test command has just made (it loads faster). */
export const sourceEntry =
  process.env["POSTMORTEM_ENTRY"] ?? fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Largest resident size of the process, in MiB; null when it ended by a signal. */
  readonly peakMiB: number | null;
}

export interface RunOptions {
  /** The script to run; the sources unless given (the packed package's bin). */
  readonly entry?: string;
  /** Another Node than the one that runs the tests, or a command that runs it: `["setpriv", …, process.execPath]`. */
  readonly node?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is closed afterwards; without it standard input is closed at once. */
  readonly stdin?: string | Uint8Array;
  /** Close our end of its stdout after this many bytes, as `head` does. */
  readonly closeStdoutAfter?: number;
}

const reportPeak =
  "data:text/javascript,import{writeFileSync as w}from'node:fs';" +
  "process.on('exit',()=>w(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS)))";

/** `node <entry> …args`, with NO_COLOR and a zone and locale that are nobody's default. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-run-"));
  chmodSync(scratch, 0o755); // the command may run as somebody else
  const peakFile = join(scratch, "peak");
  const measured = options.node === undefined;
  const [command = "", ...before] = options.node ?? [process.execPath, "--import", reportPeak];
  try {
    return await new Promise<Ran>((done, fail) => {
      const child = spawn(command, [...before, options.entry ?? sourceEntry, ...args], {
        cwd: options.cwd ?? scratch,
        stdio: ["pipe", "pipe", "pipe"],
        env: {
          PATH: process.env["PATH"],
          HOME: scratch,
          XDG_CACHE_HOME: join(scratch, "cache"),
          NO_COLOR: "1",
          TZ: "Asia/Kolkata",
          LANG: "C",
          PEAK_FILE: peakFile,
          ...options.env,
        },
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let seen = 0;
      child.stdout.on("data", (chunk: Buffer) => {
        out.push(chunk);
        seen += chunk.length;
        if (options.closeStdoutAfter !== undefined && seen >= options.closeStdoutAfter) child.stdout.destroy();
      });
      child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      child.stdin.on("error", () => undefined); // it may end before it has read everything
      child.stdin.end(options.stdin ?? "");
      child.on("error", fail);
      child.on("close", (code) => {
        done({
          code,
          stdout: Buffer.concat(out).toString("utf8"),
          stderr: Buffer.concat(err).toString("utf8"),
          peakMiB: measured && code !== null ? Number(readFileSync(peakFile, "utf8")) / 1024 : null,
        });
      });
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
