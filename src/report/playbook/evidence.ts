import type { CoverageReport, LedgerSource, Problem, Report } from "../../model/index.ts";
import { plural } from "../words.ts";
import type { Asked, Entry } from "./action.ts";
import { names, staleness } from "./findings.ts";
import { sources } from "./sources.ts";

type State = CoverageReport["state"];

/** Gaps of a kind of evidence in one sentence, with the nearest date at which AWS lets go of it. */
function gaps({ coverage }: Report, source: LedgerSource, ...states: readonly State[]): Asked | null {
  const found = coverage.filter((entry) => entry.source === source && states.includes(entry.state));
  const [first] = found;
  if (first === undefined) return null;
  const subjects = [...new Set(found.map(({ subject }) => subject))].filter((subject) => subject !== source);
  const until = found.flatMap(({ availableUntil }) => availableUntil ?? []).toSorted()[0];
  const again = found
    .flatMap(({ runAgainAfter }) => runAgainAfter ?? [])
    .toSorted()
    .at(-1);
  const dates = [
    ...(until === undefined ? [] : [`kept until about ${until}`]),
    ...(again === undefined ? [] : [`complete after ${again}`]),
  ];
  const text = `${subjects.length === 0 ? "" : `${names(subjects)}: `}${first.why}${dates.length === 0 ? "" : ` (${dates.join("; ")})`}`;
  const fetch = [...new Set(found.flatMap((entry) => entry.fetch ?? []))];
  return { text, evidence: [], ...(fetch.length === 0 ? {} : { exactly: `What is missing: ${names(fetch)}` }) };
}

/** Only where something happened: a quiet case asks for no more than what could hide an incident. */
function inIncident(report: Report, ...args: [LedgerSource, ...State[]]): Asked | null {
  return report.incidents.length === 0 ? null : gaps(report, ...args);
}

function problems<Kind extends Problem["kind"]>(
  report: Report,
  ...kinds: readonly Kind[]
): Extract<Problem, { kind: Kind }>[] {
  return report.problems.filter((problem): problem is Extract<Report["problems"][number], { kind: Kind }> =>
    (kinds as readonly string[]).includes(problem.kind),
  );
}

const collect =
  "postmortem collect --cluster CLUSTER --since START --until END --case CASE fetches everything AWS still has and says what it could not get.";

/** What would make the evidence whole, now and next time. */
export const evidenceEntries: readonly Entry[] = [
  {
    id: "fetch-server-logs",
    purpose: "evidence",
    title: "Fetch the missing server logs while AWS keeps them",
    detail: `${collect} Log files are kept for 3 days unless rds.log_retention_period says otherwise.`,
    when: "the log of an instance is missing, cut, or was still being written",
    source: sources.logParameters,
    mark: "documented",
    addresses: ["evidence"],
    asks: (report) => gaps(report, "postgresql-log", "none", "partial", "pending"),
  },
  {
    id: "fetch-whole-log-file",
    purpose: "evidence",
    title: "Fetch log files whole instead of in portions",
    detail: `DownloadDBLogFilePortion cuts lines and writes '[Your log message was truncated]' into them; the REST call DownloadCompleteDBLogFile does not. postmortem collect uses it where it is allowed.`,
    when: "messages carry AWS's truncation mark",
    source: sources.wholeLogFile,
    mark: "documented",
    addresses: ["evidence"],
    asks(report) {
      const cut = problems(report, "truncated-message");
      const count = cut.reduce((sum, problem) => sum + problem.count, 0);
      if (count === 0) return null;
      return { text: `${plural(count, "message")} cut by AWS in ${names(cut.map(({ file }) => file))}`, evidence: [] };
    },
  },
  {
    id: "fetch-rds-events",
    purpose: "evidence",
    title: "Fetch the RDS events of the cluster and each instance",
    detail: `${collect} DescribeEvents reaches back 14 days; an event subscription or an EventBridge rule keeps them longer, with their ids.`,
    when: "no RDS events were there, or not of the whole time",
    source: sources.describeEvents,
    mark: "documented",
    addresses: ["evidence"],
    asks: (report) => gaps(report, "rds-events", "none", "partial", "pending"),
  },
  {
    id: "fetch-application-logs",
    purpose: "evidence",
    title: "Bring the applications' logs of the same minutes",
    detail:
      "postmortem collect … --app-logs [SERVICE=]path, cloudwatch:GROUP, s3://bucket/prefix or k8s:namespace/selector. Without them it is unknown what the incident did to anyone.",
    when: "no application logs were there",
    source: sources.hightouch,
    mark: "observed",
    addresses: ["evidence"],
    asks: (report) => gaps(report, "application-log", "none"),
  },
  {
    id: "fetch-metrics",
    purpose: "evidence",
    title: "Fetch the CloudWatch metrics, minute by minute",
    detail: `${collect} CloudWatch keeps 1-minute points for 15 days, after that only coarser ones.`,
    when: "an incident, and no metrics",
    source: sources.cloudWatch,
    mark: "documented",
    addresses: ["evidence"],
    asks: (report) => inIncident(report, "metrics", "none"),
  },
  {
    id: "fetch-cluster-snapshot",
    purpose: "evidence",
    title: "Save what the API says of the cluster",
    detail:
      "aws rds describe-db-clusters --db-cluster-identifier CLUSTER and aws rds describe-db-instances into cluster.json of the case: the writer of now, engine version, write forwarding.",
    when: "an incident, and no snapshot of the cluster",
    source: sources.describeClusters,
    mark: "documented",
    addresses: ["evidence"],
    asks: (report) => inIncident(report, "cluster-snapshot", "none"),
  },
  {
    id: "fetch-cloudtrail",
    purpose: "evidence",
    title: "Fetch the management calls from CloudTrail",
    detail: `${collect} The event history reaches back 90 days; an automatic failover leaves no FailoverDBCluster call, which tells it from one that was asked for.`,
    when: "an incident whose trigger is unknown, and no CloudTrail",
    source: sources.cloudTrail,
    mark: "documented",
    addresses: ["evidence"],
    asks: (report) =>
      report.incidents.some(({ trigger }) => trigger.kind === "unknown")
        ? gaps(report, "cloudtrail", "none", "pending")
        : null,
  },
  {
    id: "allow-collecting",
    purpose: "evidence",
    title: "Allow the calls that were refused",
    detail:
      "postmortem iam-policy prints the least permissions, all of them read; attach them to the role that collects.",
    when: "AWS refused a call while the case was collected",
    source: sources.rdsPermissions,
    mark: "documented",
    addresses: ["evidence"],
    asks(report) {
      const refused = problems(report, "not-collected").filter(({ reason }) =>
        /AccessDenied|not authorized/i.test(reason),
      );
      if (refused.length === 0) return null;
      const what = names([...new Set(refused.map(({ source, subject }) => `${source} of ${subject}`))]);
      return { text: `not collected for lack of permission: ${what}`, evidence: [] };
    },
  },
  {
    id: "keep-server-logs",
    purpose: "evidence",
    title: "Keep server logs for 7 days",
    detail:
      "rds.log_retention_period=10080 (minutes) in the parameter group; the default of 4320 is 3 days, and an incident over a weekend outlives it.",
    when: "the log of an instance is not there",
    source: sources.logParameters,
    mark: "documented",
    addresses: ["evidence"],
    asks: (report) => withoutFetch(gaps(report, "postgresql-log", "none")),
  },
  {
    id: "export-server-logs",
    purpose: "evidence",
    title: "Publish the server logs to CloudWatch Logs",
    detail:
      'aws rds modify-db-cluster --db-cluster-identifier CLUSTER --cloudwatch-logs-export-configuration \'{"EnableLogTypes":["postgresql"]}\'. It holds from then on, outlives a lost host, and stamps records by arrival: the time in the line counts.',
    when: "the log of an instance is not there",
    source: sources.logExport,
    mark: "documented",
    addresses: ["evidence"],
    asks: (report) => withoutFetch(gaps(report, "postgresql-log", "none")),
  },
  {
    id: "log-connections",
    purpose: "evidence",
    title: "Log when sessions are opened and closed",
    detail:
      "log_connections=1 and log_disconnections=1 in the parameter group: only the birth of a refused session tells an old connection that was kept from a new one that went to the wrong place.",
    when: "stale sessions whose birth nothing tells",
    source: sources.logging,
    mark: "documented",
    addresses: ["endpoint-staleness (undetermined)", "evidence"],
    asks: (report) => staleness(report, ["undetermined"]),
  },
  {
    id: "zone-in-stamps",
    purpose: "evidence",
    title: "Write the offset into the applications' time stamps",
    detail:
      "RFC 3339 with offset and milliseconds (2026-11-21T19:12:20.442Z): a stamp without one is a guess by whole hours.",
    when: "stamps state no zone, and an incident depends on them",
    source: sources.timestamps,
    mark: "documented",
    addresses: ["evidence"],
    asks(report) {
      const found = problems(report, "zone-assumed", "zone-estimated");
      if (report.incidents.length === 0 || found.length === 0) return null;
      const files = [...new Set(found.map(({ file }) => file))];
      return { text: `${plural(files.length, "file")} without a zone: ${names(files)}`, evidence: [] };
    },
  },
];

/** For an advice about next time: what is missing now is said once, by what fetches it. */
function withoutFetch(asked: Asked | null): Asked | null {
  return asked === null ? null : { text: asked.text, evidence: asked.evidence };
}
