// A real terminal's driver: util-linux `script` runs a command on a pty, whose keys and screen are ours.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Why there is no pty to test with; null when there is one. */
export const noPty: string | null =
  spawnSync("script", ["-qec", "true", "/dev/null"], { timeout: 10_000 }).status === 0
    ? null
    : "util-linux script, which makes a pty, is not here";

/** A command on a pty of 100×30. */
export interface Pty {
  /** Everything that the terminal was sent. */
  readonly output: () => string;
  /** Waits until that matches; fails with what came when it does not. */
  readonly sees: (text: RegExp) => Promise<RegExpExecArray>;
  readonly type: (keys: string) => void;
  /** Exit code of the command. */
  readonly ended: Promise<number | null>;
}

/** Runs a shell command on a pty; ended when the test is over. */
export function onPty(command: string, env: Readonly<Record<string, string>> = {}): Pty {
  const home = mkdtempSync(join(tmpdir(), "postmortem-pty-"));
  let output = "";
  const child = spawn("script", ["-qefc", `stty rows 30 cols 100; ${command}`, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      XDG_CACHE_HOME: join(home, "cache"),
      TERM: "xterm-256color",
      TZ: "Asia/Kolkata",
      LANG: "C.UTF-8",
      SHELL: "/bin/sh",
      ...env,
    },
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stdin.on("error", () => undefined);
  const ended = new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  onTestFinished(async () => {
    child.kill();
    await ended;
    rmSync(home, { recursive: true, force: true });
  });
  return {
    output: () => output,
    async sees(text) {
      const deadline = performance.now() + 30_000;
      for (;;) {
        const match = text.exec(output);
        if (match !== null) return match;
        if (performance.now() > deadline) throw new Error(`never sent: ${String(text)}\n${JSON.stringify(output)}`);
        // oxlint-disable-next-line no-await-in-loop -- one look after the other
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    type: (keys) => {
      child.stdin.write(keys);
    },
    ended,
  };
}
