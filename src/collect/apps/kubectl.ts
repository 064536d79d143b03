import { spawn } from "node:child_process";
import { Interrupted } from "../calls.ts";

/** How kubectl ended. */
export type KubectlEnd =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly kind: "missing" | "silent" | "refused";
      /** Its last words on stderr, or what is wrong. Hostile: escape before showing. */
      readonly message: string;
    };

/** Runs kubectl and hands over what it prints. */
export type Kubectl = (
  args: readonly string[],
  take: (chunk: Uint8Array) => Promise<void> | void,
) => Promise<KubectlEnd>;

const SILENCE_MS = 30_000;
const STDERR_CHARACTERS = 4_000;

/**
 * The kubectl of the PATH, with its own configuration, without a shell. Killed when it prints nothing for `silenceMs`,
 * and when the run is interrupted.
 */
export function localKubectl(signal: AbortSignal, silenceMs = SILENCE_MS): Kubectl {
  return async (args, take) => {
    if (signal.aborted) throw new Interrupted("interrupted before kubectl was asked");
    const child = spawn("kubectl", [...args], { stdio: ["ignore", "pipe", "pipe"], shell: false, windowsHide: true });
    let stderr = "";
    let silent = false;
    let failure: NodeJS.ErrnoException | null = null;
    const kill = (): void => void child.kill("SIGKILL");
    const timer = setTimeout(() => {
      silent = true;
      kill();
    }, silenceMs);
    const closed = new Promise<number | null>((done) => {
      child.on("error", (error) => {
        failure = error;
        if (child.pid === undefined) done(null); // never began: there will be no close
      });
      child.on("close", done);
    });
    signal.addEventListener("abort", kill, { once: true });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      timer.refresh();
      stderr = (stderr + text).slice(-STDERR_CHARACTERS);
    });
    try {
      for await (const chunk of child.stdout) {
        await take(chunk as Uint8Array);
        timer.refresh(); // a slow disk is no silence
      }
      const code = await closed;
      if (signal.aborted) throw new Interrupted("interrupted while kubectl ran");
      if (failure !== null) return { ok: false, ...spawnTrouble(failure) };
      if (silent) return { ok: false, kind: "silent", message: `kubectl printed nothing for ${silenceMs / 1_000} s` };
      return code === 0 ? { ok: true } : { ok: false, kind: "refused", message: lastWords(stderr, code) };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", kill);
      if (child.exitCode === null) kill();
    }
  };
}

function spawnTrouble({ code, message }: NodeJS.ErrnoException): {
  readonly kind: "missing" | "refused";
  readonly message: string;
} {
  if (code === "ENOENT") return { kind: "missing", message: "there is no kubectl on the PATH" };
  return { kind: "refused", message };
}

function lastWords(stderr: string, code: number | null): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  // Loggers of client-go print E1121 19:06:41.957 lines before the error itself.
  const said = lines.filter((line) => !/^[EWI]\d{4} /.test(line)).slice(-2);
  const words = (said.length > 0 ? said : lines.slice(-1)).join(" ").replaceAll(/\s+/g, " ").trim();
  return words === "" ? `kubectl ended with ${code ?? "a signal"}` : words.slice(0, 400);
}

/** What would mend it, for someone who is on call. */
export function kubectlRemedy(end: KubectlEnd & { readonly ok: false }, namespace: string): string {
  const { kind, message } = end;
  if (kind === "missing") return "install kubectl, or give the logs as files: kubectl logs --timestamps POD > POD.log";
  if (kind === "silent")
    return "check with kubectl get pods whether the cluster answers, and run the same command again";
  if (/forbidden/i.test(message))
    return `allow get and list on pods, pods/log and events in namespace ${namespace} (kubectl auth can-i get pods/log -n ${namespace})`;
  if (
    /current-context|context .* does not exist|no configuration|localhost:8080|no such host|invalid configuration/i.test(
      message,
    )
  )
    return "choose the cluster: kubectl config get-contexts, then kubectl config use-context NAME, or set KUBECONFIG";
  if (/unauthorized|must be logged in|credentials|exec plugin|expired/i.test(message))
    return "sign in to the cluster anew (aws eks update-kubeconfig --name CLUSTER) and run the same command again";
  return "run the same kubectl command by hand, then this one again";
}
