import type { Report } from "../../model/index.ts";
import { plural } from "../words.ts";
import type { Asked, Entry } from "./action.ts";
import { blamed, blames, cited, staleness, triggeredBy } from "./findings.ts";
import { sources } from "./sources.ts";

/** A race wherever it was; a reversal or commits in doubt where people had asked for the failover. */
function asksForPause(report: Report): Asked | null {
  const race = blames(report, "split-writer-race");
  const asked = triggeredBy(report, "customer");
  const evidence = asked.flatMap(({ trigger }) => trigger.evidence);
  const intended = asked.length === 0 ? "" : "; the failover was asked for, and writers were not all paused";
  if (race !== null) {
    const failed = asked.reduce((sum, { impact }) => sum + impact.failedWrites, 0);
    const writes = failed === 0 ? "" : `: ${plural(failed, "write")} failed`;
    return {
      text: `${race.text}${failed === 0 ? "" : `${intended}${writes}`}`,
      evidence: cited(race.evidence, evidence),
    };
  }
  // What crashes an instance wherever it runs does so with paused writers too, when they come back (CLASSIFY §3 i).
  if (asked.length === 0 || report.verdict.class === "other-cause") return null;
  const reversal = blames(report, "reversed-failover");
  if (reversal !== null) {
    return { text: `${reversal.text}, and the failover was asked for`, evidence: cited(evidence, reversal.evidence) };
  }
  const doubts = asked.flatMap(({ inDoubt }) => inDoubt);
  if (doubts.length === 0) return null;
  return {
    text: `the failover was asked for, and ${plural(doubts.length, "commit")} lost its answer in it`,
    evidence: cited(evidence, ...doubts.map((doubt) => doubt.evidence)),
  };
}

function asksForAws(report: Report): Asked | null {
  const wrong = staleness(report, ["control-plane"]);
  const engine = blames(report, "split-writer-race", "reversed-failover");
  if (engine !== null) return engine;
  if (wrong !== null) return wrong;
  return report.verdict.cause === "poison-query" ? blames(report, "other-cause") : null;
}

/** Failovers that people intend, and what only AWS can answer. */
export const failoverEntries: readonly Entry[] = [
  {
    id: "pause-writers",
    purpose: "prevent",
    title: "Stop every writer before an intended failover",
    detail:
      "Scale the services that write to zero (or close their pools), wait until no session of theirs is left (SELECT usename, client_addr FROM pg_stat_activity WHERE backend_type = 'client backend'), then call failover-db-cluster, check which instance is the writer, and start the services again. AWS's advice after the published race: no writes during a failover; with the writers stopped it completed.",
    when: "a split-writer race; or a failover that was asked for and was reversed or left commits in doubt",
    source: sources.hightouch,
    mark: "observed",
    addresses: ["split-writer-race", "reversed-failover", "commits in doubt"],
    asks: asksForPause,
  },
  {
    id: "check-writer-after-failover",
    purpose: "prevent",
    title: "Compare the writer with the intended target after every failover",
    detail:
      "aws rds describe-db-clusters --db-cluster-identifier CLUSTER --query 'DBClusters[].DBClusterMembers[?IsClusterWriter].DBInstanceIdentifier' --output text. A console that shows everything healthy does not say that the role moved; try again only with the writers stopped.",
    when: "the writer role came back, or may have",
    source: sources.describeClusters,
    mark: "observed",
    addresses: ["reversed-failover", "split-writer-race"],
    asks: (report) => blames(report, "reversed-failover", "split-writer-race"),
  },
  {
    id: "ask-aws",
    purpose: "prevent",
    title: "Open a case with AWS, with the sequences of both instances",
    detail:
      "postmortem report CASE --for aws-support writes what they need: both instances' lines byte by byte, times, versions, request ids and the questions. Why a demotion did not take effect is in no log that customers get; in the published race AWS's answer named the cause.",
    when: "a split-writer race, a reversed failover, a wrong endpoint of the control plane, or a statement that crashes the engine",
    source: sources.hightouch,
    mark: "observed",
    addresses: ["split-writer-race", "reversed-failover", "endpoint-staleness (control-plane)", "other-cause"],
    asks: asksForAws,
  },
  {
    id: "move-maintenance",
    purpose: "prevent",
    title: "Put maintenance and modifications into a window that the writers know of",
    detail:
      "aws rds modify-db-cluster --db-cluster-identifier CLUSTER --preferred-maintenance-window ddd:hh24:mi-ddd:hh24:mi; make changes without --apply-immediately, and list what waits with aws rds describe-pending-maintenance-actions.",
    when: "maintenance or a modification started the incident",
    source: sources.maintenance,
    mark: "documented",
    addresses: ["instance-restart", "normal-failover"],
    asks(report) {
      const [incident] = triggeredBy(report, "maintenance");
      if (incident === undefined) return null;
      const { class: mechanism, level } = incident.mechanism;
      return {
        text: `maintenance, a modification or a reboot started it (${mechanism}, ${level})`,
        evidence: incident.trigger.evidence,
      };
    },
  },
  {
    id: "alarm-writer-role",
    purpose: "watch",
    title: "Alarm on failovers that fail or go back, and on a writer nobody chose",
    detail:
      "aws rds create-event-subscription --subscription-name writer-role --sns-topic-arn TOPIC --source-type db-cluster --event-categories failover failure; RDS-EVENT-0069 is a failed failover, 0070 one that promoted the previous primary again. Events come on a best effort basis, so also compare the writer of DescribeDBClusters once a minute with the one before.",
    when: "the writer role came back, or may have",
    source: sources.rdsEvents,
    mark: "documented",
    addresses: ["reversed-failover", "split-writer-race"],
    asks: (report) => blames(report, "reversed-failover", "split-writer-race"),
  },
  {
    id: "alarm-refused-writes",
    purpose: "watch",
    title: "Alarm on writes refused for longer than the endpoint's TTL",
    detail:
      "Count 'cannot execute … in a read-only transaction' (SQLSTATE 25006) in every instance's exported log and in the applications' logs, and alarm when it goes on for more than 30 s: a healthy failover shows it for some seconds, and health checks that only read (SELECT 1) never do.",
    when: "writes were refused for long: staleness or misrouted writes",
    source: sources.errorCodes,
    mark: "inferred",
    addresses: ["endpoint-staleness", "misrouted-writes"],
    asks(report) {
      const found = blamed(report).find(
        ({ class: named }) => named === "endpoint-staleness" || named === "misrouted-writes",
      );
      return found === undefined ? null : { text: `${found.class} is ${found.level}`, evidence: found.evidence };
    },
  },
];
