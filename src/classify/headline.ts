import { type Confidence, type HeadlineClass, type Hypothesis } from "../model/index.ts";
import { crashPairs } from "./crash-pairs.ts";
import { killCause } from "./examined.ts";
import { type Scene } from "./scene.ts";
import { type Staleness } from "./stale.ts";
import { clock, plural, shows } from "./wording.ts";

/**
 * One sentence, its verb by the level. Words that need a gate stay out: "split brain" below probable, "out of memory"
 * without memory evidence, "data loss" always.
 */
export function headlineOf(
  scene: Scene,
  headline: HeadlineClass,
  level: Confidence,
  hypotheses: readonly Hypothesis[],
  staleness: Staleness | null,
): string {
  const { failover } = scene;
  const at = failover === null ? clock(scene.startUs) : clock(failover.t0Us);
  const to = failover?.target === null || failover === null ? "" : ` to ${failover.target}`;
  const verb = capital(shows[level]);
  const crashed = [...new Set(scene.crashes.map((crash) => crash.instance))].join(" and ");
  switch (headline) {
    case "split-writer-race": {
      const pair = crashPairs(scene)[0];
      const names = pair === undefined ? crashed : `${pair.a.instance} and ${pair.b.instance}`;
      if (level === "possible")
        return `Both ${names} crashed; this ${shows.possible}, that both took writes at once and were thrown out (split-writer race).`;
      const reversed =
        failover?.outcome === "reversed" ? `; ${failover.endWriter ?? "the old writer"} is the writer again` : "";
      return `${verb} ${level === "strong" ? "that " : ""}${names} both took writes at once during the failover${to} at ${at} UTC and both crashed${reversed}.`;
    }
    case "endpoint-staleness": {
      const who =
        staleness === null || staleness.clients.length === 0
          ? "some sessions"
          : plural(staleness.clients.length, "client stream");
      return `The writer changed at ${at} UTC; ${who} kept writing to the old one and were refused for ${Math.round(staleness?.seconds ?? 0)} s more (${staleness?.subtype ?? "undetermined"}).`;
    }
    case "normal-failover":
      return `One writer change${to} at ${at} UTC${seconds(scene)}; nothing abnormal in the logs supplied.`;
    case "crash-failover":
      return `${failover?.oldWriter ?? crashed} crashed and the writer role moved${to} at ${at} UTC; ${causeText(scene)}.`;
    case "reversed-failover":
      return `The failover${to} at ${at} UTC ${failover?.outcome === "failed" ? "failed" : `went back: ${failover?.endWriter ?? "the old writer"} is the writer again`}; two writers at once are not shown.`;
    case "instance-crash":
      return `${crashed} crashed${signals(scene)} and came back with its role; ${causeText(scene)}.`;
    case "instance-restart": {
      const names = [...new Set(scene.restarts.map((each) => each.instance.id))].sort();
      if (names.length === 0) return `${capital(hypotheses[0]?.for[0]?.text ?? "an instance was restarted")}.`;
      return `${names.join(" and ")} was restarted at ${at} UTC; no role change is shown.`;
    }
    case "connection-exhaustion":
      return `Connection slots ran out${failover === null ? "" : ` after the failover${to}`}: sessions were turned away while the instance was up.`;
    case "stale-reads":
      return "Applications read less than they had just written; replica lag would explain it and is not shown.";
    case "misrouted-writes":
      return `Writes are sent to ${refusing(scene)}, which refuses them as read-only; no role change is seen.`;
    case "read-only-transactions":
      return `Transactions on the writer ${refusing(scene)} were read-only by their own setting; other sessions write there.`;
    case "network-fault":
      return "Clients lost their connections while the database went on undisturbed.";
    case "other-cause":
      return hypotheses[0]?.for[0]?.text ?? "A cause with its own evidence.";
    case "no-incident":
      return "No crash, no role change and no lasting refusal in the covered interval.";
    case "inconclusive":
      return undecided(scene, hypotheses);
    default:
      return headline satisfies never;
  }
}

function undecided(scene: Scene, hypotheses: readonly Hypothesis[]): string {
  const names = hypotheses
    .filter((each) => each.level !== "insufficient")
    .slice(0, 2)
    .map((each) => each.class);
  const deciding = hypotheses.flatMap((each) => each.missing)[0];
  const crashed = [...new Set(scene.crashes.map((crash) => crash.instance))];
  const seen = crashed.length > 0 ? `${crashed.join(" and ")} crashed; ` : "";
  const between =
    names.length > 1 ? `${names[0]} and ${names[1]} are not separable` : `${names[0] ?? "the cause"} is not shown`;
  return `${capital(seen)}${seen === "" ? capital(between) : between}${deciding === undefined ? "" : `; deciding: ${deciding.what}`}.`;
}

function seconds(scene: Scene): string {
  if (scene.failover === null) return "";
  const took = Math.round((scene.failover.t1Us - scene.failover.t0Us) / 1_000_000);
  return took > 0 ? `, ${took} s` : "";
}

function signals(scene: Scene): string {
  const found = [...new Set(scene.crashes.map((crash) => crash.signal).filter((signal) => signal !== null))];
  return found.length === 0 ? "" : ` (a process ended by signal ${found.join(", ")})`;
}

function refusing(scene: Scene): string {
  return scene.facts.instances
    .filter((each) => each.refusals !== null)
    .map((each) => each.id)
    .join(", ");
}

/** What ended the processes, in the words the evidence allows. */
function causeText(scene: Scene): string {
  const causes = new Set(scene.crashes.map((crash) => killCause(scene, crash)));
  if (causes.size !== 1) return "what ended it is not shown by the logs";
  if (causes.has("out-of-memory")) return "it was out of memory";
  if (causes.has("signal")) return `a process ended by signal ${scene.crashes[0]?.signal ?? 0}, a fault inside it`;
  if (causes.has("not-memory")) return "it had memory left; who killed the process is not shown";
  return "what ended it is not shown by the logs";
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
