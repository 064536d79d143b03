import { type Crash, type Hypothesis } from "../model/index.ts";
import { crashReason, isShortLived, raceCrashes, startRow } from "./crash-pairs.ts";
import { type Scene, reason, rowCites, unseenPart } from "./scene.ts";
import { Caps, missingEvents, missingLog, missingMetrics } from "./wording.ts";

/** One crash inside a role change while another instance's log is not there: the visible half of a race. */
export function halfRace(scene: Scene): Hypothesis | null {
  const crash = raceCrashes(scene).find((each) => each.write.level !== "refused" || each.runtimeText !== null);
  const { failover } = scene;
  if (crash === undefined)
    return failover !== null && failover.outcome === "reversed" && unseenLogs(scene).length > 0
      ? hiddenRace(scene)
      : null;
  const unnamed =
    failover === null
      ? []
      : failover.target === null
        ? ["the failover target (not named by any source)"]
        : failover.oldWriter === null
          ? ["the old writer (not named by any source)"]
          : [];
  const unseen = [...unnamed, ...unseenLogs(scene)];
  const wentBack = failover !== null && (failover.outcome === "reversed" || failover.outcome === "failed");
  // Without a role change and with every known instance's log there, one crash is no half of anything.
  const single = scene.facts.instances.length === 1;
  if (unseen.length === 0 && !single) return wentBack ? searchedRace(scene, crash) : null;
  if (failover !== null && failover.outcome === "completed" && unseen.length === 0) return null;
  const caps = new Caps();
  caps.cap(true, "possible", "one instance's log can never show a split");
  const names = unseen.length > 0 ? unseen : ["the cluster's other instance(s)"];
  const evidence = [crashReason(crash)];
  if (wentBack) evidence.push(reason("the failover was reversed", [...failover.started, ...failover.ended]));
  if (isShortLived(scene, crash))
    evidence.push(
      reason(`${crash.instance} had just been restarted when it crashed`, rowCites([startRow(scene, crash)])),
    );
  if (crash.write.level === "in-flight" || crash.write.level === "attempted")
    evidence.push(reason(`${crash.instance}: ${crash.write.reason}`, crash.write.cites));
  return {
    class: "split-writer-race",
    ...caps.apply("possible"),
    mayLead: false,
    for: evidence,
    against: [],
    missing: [
      ...names.map((id) =>
        missingLog(
          scene,
          id,
          "whether a second instance took writes and crashed at the same time (split-writer race) or not (kill of one backend)",
        ),
      ),
      ...(scene.hasEvents ? [] : [missingEvents(scene, "whether a failover was started and reversed")]),
      missingMetrics(scene, "whether the backend was killed for lack of memory"),
    ],
  };
}

/** Logs that are not there, or not the part of them in which the failover happened. */
function unseenLogs(scene: Scene): readonly string[] {
  const { failover } = scene;
  const involved = [failover?.oldWriter ?? null, failover?.target ?? null].filter((id) => id !== null);
  const cut = [...new Set(involved)].flatMap((id) => {
    const part = unseenPart(scene, id);
    return part === null ? [] : [`${id} (${part})`];
  });
  return [...scene.missingInstances, ...cut];
}

/** A reversal whose crash side cannot be searched at all. */
function hiddenRace(scene: Scene): Hypothesis {
  const { failover } = scene;
  return {
    class: "split-writer-race",
    level: "possible",
    mayLead: false,
    for: [reason("the failover was reversed", failover === null ? [] : [...failover.started, ...failover.ended])],
    against: [],
    missing: unseenLogs(scene).map((id) => missingLog(scene, id, "whether it took writes and crashed")),
    caps: ["one instance's log can never show a split: at most possible"],
  };
}

/** A reversal with one crash, and the other instance's log there and clean: the race is answered. */
function searchedRace(scene: Scene, crash: Crash): Hypothesis {
  const others = scene.facts.instances.filter((instance) => instance.id !== crash.instance);
  return {
    class: "split-writer-race",
    level: "insufficient",
    mayLead: false,
    for: [crashReason(crash)],
    against: others.map((other) =>
      reason(
        `${other.id} did not crash; its log covers the window (${other.coverage.state})`,
        rowCites([other.incarnations.at(-1)?.start?.row]),
      ),
    ),
    missing: [],
    caps: [],
  };
}
