import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a case: as much as tells this process from every other one. */
export interface Owner {
  readonly pid: number;
  /** Start of the process in clock ticks since boot (proc(5), field 22 of stat); a random word where there is no /proc. */
  readonly started: string;
  /** Identifies the boot, the pid namespace and the machine; empty where the system does not tell. */
  readonly boot: string;
  readonly pidNamespace: string;
  readonly machine: string;
  readonly host: string;
  /** ISO 8601 UTC. */
  readonly since: string;
}

function quietly(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

/** `started` of a process, "" when it does not run any more, null when the system does not tell. */
function startOf(pid: number): string | null {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  if (stat === "") return null;
  // The name, field 2, is in brackets and may hold anything, also brackets and blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return ""; // killed, and nobody has waited for it yet
  return fields[19] ?? null;
}

const startedWord: string = randomUUID();

/** This process. @param since ISO 8601 UTC */
export function thisProcess(since: string): Owner {
  return {
    pid: process.pid,
    started: startOf(process.pid) ?? startedWord,
    boot: quietly(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1")),
    pidNamespace: quietly(() => readlinkSync("/proc/self/ns/pid")),
    machine: quietly(() => readFileSync("/etc/machine-id", "latin1")),
    host: hostname(),
    since,
  };
}

/** Whether a pid is in use, as far as this user may know. */
function inUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** Whether an owner still runs. `unknown`: on another machine or in another container, from here nobody can tell. */
export function fateOf(owner: Owner): "alive" | "dead" | "unknown" {
  const self = thisProcess(owner.since);
  if (owner.host !== self.host || owner.machine !== self.machine) return "unknown";
  if (owner.boot !== self.boot) return "dead";
  if (owner.pidNamespace !== self.pidNamespace) return "unknown";
  if (owner.pid === self.pid) return owner.started === self.started ? "alive" : "dead";
  if (!inUse(owner.pid)) return "dead";
  const started = startOf(owner.pid);
  return started === null || started === owner.started ? "alive" : "dead";
}

/** Reads what a lock file holds; null when that is no owner. */
export function ownerOf(text: string): Owner | null {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null) return null;
    const words = (key: string): string => {
      const value: unknown = Reflect.get(json, key);
      if (typeof value !== "string") throw new RangeError(key);
      return value;
    };
    const pid: unknown = Reflect.get(json, "pid");
    if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return null;
    return {
      pid,
      started: words("started"),
      boot: words("boot"),
      pidNamespace: words("pidNamespace"),
      machine: words("machine"),
      host: words("host"),
      since: words("since"),
    };
  } catch {
    return null;
  }
}
