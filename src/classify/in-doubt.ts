import { type ClientFacts, type Crash, type Doubt, inLife, type Judgement } from "../model/index.ts";
import { afterChange } from "./after-change.ts";
import { instanceNamed, rowCites, type Scene } from "./scene.ts";

type InDoubt = Judgement["inDoubt"][number];

/**
 * Commits of an incident whose outcome nobody knows, in time order: what clients recorded, and the last statement of a
 * killed backend when that was a COMMIT or a write. A candidate for reconciliation; nothing here says that it is lost.
 */
export function inDoubtOf(scene: Scene): readonly InDoubt[] {
  const found = [
    ...scene.facts.clients.flatMap((client) =>
      client.doubts.filter((doubt) => belongs(scene, doubt)).map((doubt): InDoubt => recorded(client, doubt)),
    ),
    ...scene.crashes.flatMap((crash) => killed(scene, crash) ?? []),
  ];
  return found.sort((a, b) => order(a.us, b.us) || compare(a.client, b.client));
}

function recorded(client: ClientFacts, { us, row, statement, why }: Doubt): InDoubt {
  return { client: client.id, us, statement, why, cites: rowCites([row]) };
}

/** A record without a time belongs to the first incident there is. */
function belongs(scene: Scene, { us }: Doubt): boolean {
  if (Number.isNaN(us)) {
    const [first] = scene.facts.failovers;
    return first === undefined ? scene.failover === null : scene.failover === first;
  }
  const untilUs = afterChange(scene)?.untilUs ?? scene.endUs;
  return us >= scene.startUs && us <= Math.min(scene.endUs, untilUs);
}

/** The first word behind comments. */
const VERB = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*([A-Za-z]{1,20})/;
/** They take locks or numbers; nothing of them is there to be committed. */
const LOCKING: ReadonlySet<string> = new Set(["SELECT", "VALUES", "TABLE", "LOCK", "NOTIFY"]);

/** `DETAIL: Failed process was running` is the last statement, executing or not (CLASSIFY §0.5). */
function killed(scene: Scene, crash: Crash): InDoubt | null {
  const { statement, write, at, instance, childPid } = crash;
  const level = write.level;
  if (statement === null || level === "refused" || level === "none") return null;
  const verb = VERB.exec(statement.slice(0, 4096))?.[1]?.toUpperCase() ?? "";
  const commits = verb === "COMMIT" || verb === "END";
  if (LOCKING.has(verb)) return null;
  const why = commits
    ? "the backend was killed and this was its last statement: it may have been under way, or have ended before"
    : "the backend was killed and this was its last statement: outside of a transaction block its commit is implicit, and it may have been under way or have ended before";
  return {
    client: ownerOf(scene, crash) ?? `PID ${childPid ?? "unknown"} on ${instance}`,
    us: at.dated ? at.us : Number.NaN,
    statement: commits ? "COMMIT" : verb === "" ? "a write" : verb,
    why,
    cites: rowCites([at.row, crash.statementRow]),
  };
}

/** The client whose session the killed backend served, when that is known. */
function ownerOf(scene: Scene, { instance, childPid, incarnation }: Crash): string | null {
  const life = instanceNamed(scene, instance)?.incarnations[incarnation];
  const owner = scene.facts.clients.find((client) =>
    client.sessions.some(
      (each) =>
        each.instance === instance &&
        each.session.pid === childPid &&
        life !== undefined &&
        inLife(life, each.session.firstRow),
    ),
  );
  return owner?.id ?? null;
}

/** Undated ones last. */
function order(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
