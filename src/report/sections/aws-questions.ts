import type { Claim, EvidenceIds, HeadlineClass, IncidentReport, Report } from "../../model/index.ts";
import { clock, millis } from "../clock.ts";

/** What only AWS can know of an incident, asked in the words of this report, with the lines that give cause to ask. */
export function awsQuestions(report: Report, incident: IncidentReport): readonly Claim[] {
  const own = asked[incident.mechanism.class]?.(report, incident) ?? [];
  return [
    ...own,
    ...endpointQuestion(incident),
    ...inDoubtQuestion(incident),
    ...versionQuestion(report),
    ...causeQuestion(incident),
  ];
}

type Asker = (report: Report, incident: IncidentReport) => readonly Claim[];

const asked: Readonly<Partial<Record<HeadlineClass, Asker>>> = {
  "split-writer-race": (report, incident) => {
    const evidence = leadingEvidence(incident);
    const who = crashedIn(report, incident).join(" and ") || "both instances";
    const when = `between ${clock(incident.window.start)} and ${clock(incident.window.end)} UTC`;
    return [
      {
        text: `Did the storage layer accept writes of ${who} at the same time ${when}, and which of them did it keep?`,
        evidence,
      },
      {
        text: "Was the demotion of the old writer complete before the new writer was promoted? If not, why not?",
        evidence,
      },
      {
        text: `Why did the storage runtime of ${who} end (signal 9, then its own message), and was it told to?`,
        evidence,
      },
      { text: "Were commits that a client saw as done discarded? If so, of which sessions or transactions?", evidence },
    ];
  },
  "reversed-failover": (_report, incident) => [
    {
      text: "Why did the failover not stay at its target: who or what promoted the previous writer again?",
      evidence: leadingEvidence(incident),
    },
    { text: "Did both instances accept writes at any moment of it?", evidence: leadingEvidence(incident) },
  ],
  "crash-failover": (_report, incident) => [
    {
      text: "What ended the writer: host, storage, memory, or the engine itself?",
      evidence: incident.trigger.evidence,
    },
  ],
  "instance-crash": (_report, incident) => [
    {
      text: "What ended the instance's processes: host, storage, memory, or the engine itself?",
      evidence: leadingEvidence(incident),
    },
  ],
  "instance-restart": (_report, incident) => [
    { text: "What restarted the instance?", evidence: leadingEvidence(incident) },
  ],
  "normal-failover": (_report, incident) =>
    incident.trigger.kind === "customer"
      ? []
      : [{ text: "What made RDS fail over?", evidence: incident.trigger.evidence }],
  "stale-reads": (_report, incident) => [
    { text: "What held the replica back: storage, CPU, or a conflict in replay?", evidence: leadingEvidence(incident) },
  ],
};

function endpointQuestion({ clientEffects }: IncidentReport): readonly Claim[] {
  const dns = clientEffects.filter(
    ({ class: name, subtype }) => name === "endpoint-staleness" && (subtype === "dns" || subtype === "control-plane"),
  );
  if (dns.length === 0) return [];
  const text =
    "When did the cluster endpoint's record change, and to which instance did it point at each moment of the incident?";
  return [{ text, evidence: dns.flatMap(({ evidence }) => evidence).slice(0, 5) }];
}

function inDoubtQuestion({ inDoubt }: IncidentReport): readonly Claim[] {
  if (inDoubt.length === 0) return [];
  const text = `Is it known of the ${inDoubt.length === 1 ? "commit" : `${inDoubt.length} commits`} that lost the answer whether storage made them durable?`;
  return [{ text, evidence: [...new Set(inDoubt.flatMap(({ evidence }) => evidence))].slice(0, 5) }];
}

const engineFaults: ReadonlySet<HeadlineClass> = new Set([
  "split-writer-race",
  "reversed-failover",
  "instance-crash",
  "crash-failover",
]);

function versionQuestion({ cluster, incidents }: Report): readonly Claim[] {
  if (!incidents.some(({ mechanism }) => engineFaults.has(mechanism.class))) return [];
  const version = cluster?.engineVersion ?? null;
  const running = version === null ? "the version it runs" : `${cluster?.engine ?? "PostgreSQL"} ${version}`;
  const text = `Is this a known defect of ${running}, and which release mends it?`;
  return [{ text, evidence: cluster?.evidence ?? [] }];
}

function causeQuestion({ trigger }: IncidentReport): readonly Claim[] {
  if (trigger.kind !== "unknown") return [];
  return [{ text: "What started it? The evidence we have does not say.", evidence: trigger.evidence }];
}

function leadingEvidence({ hypotheses }: IncidentReport): EvidenceIds {
  return [...new Set(hypotheses[0]?.for.flatMap(({ evidence }) => evidence) ?? [])].slice(0, 5);
}

/** Instances that crashed within the incident, in the report's order. */
function crashedIn({ instances }: Report, { window }: IncidentReport): readonly string[] {
  const [from, to] = [millis(window.start), millis(window.end)];
  return instances
    .filter(({ states }) =>
      states.some(({ state, start }) => state === "crashed" && millis(start) >= from && millis(start) <= to),
    )
    .map(({ id }) => id);
}
