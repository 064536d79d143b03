import type {
  Crash,
  HeadlineClass,
  Incarnation,
  InstanceFacts,
  StalenessSubtype,
  TriggerKind,
} from "../model/index.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { changeWindowEnd } from "./change-window.ts";
import { clientRuns, type Scene } from "./scene.ts";

/** What the gates made of an incident, as far as it is part of its fingerprint. */
export interface FingerprintParts {
  readonly class: HeadlineClass;
  readonly trigger: TriggerKind;
  readonly subtype: StalenessSubtype | null;
}

/** Something an instance's log shows, with its place. */
interface Step {
  readonly us: number;
  readonly instance: string;
  readonly role: string;
  readonly row: number;
  readonly text: string;
}

/** Whole-second stamps of two hosts this close have no order (CLASSIFY P9). */
const UNORDERED_US = 2_000_000;
/** A loop of crashes says the same again and again. */
const MAX_STEPS = 60;

/**
 * The incident as ordered steps that a recurrence repeats: roles instead of names, no times, no counts. First what it is
 * and what set it going, then what the instances did (steps of different instances within two seconds are ordered by
 * role), then the outcome, then what clients met in a fixed order: neither events nor clients' clocks are sure enough to
 * order their steps among the servers'.
 */
export function fingerprintOf(scene: Scene, verdict: FingerprintParts): readonly string[] {
  const { failover } = scene;
  const steps = [
    `class: ${verdict.class}`,
    `trigger: ${verdict.trigger}`,
    ...ordered(scene.facts.instances.flatMap((instance) => stepsOf(scene, instance))),
    ...(failover === null ? [] : [`failover: ${failover.outcome}`]),
    ...clientSteps(scene, verdict.subtype),
  ];
  return withoutRepeats(steps).slice(0, MAX_STEPS);
}

function roleName({ failover }: Scene, id: string): string {
  if (failover === null) return "instance";
  if (id === failover.oldWriter) return "old writer";
  if (id === failover.target) return "target";
  return id === failover.endWriter ? "new writer" : "other instance";
}

function stepsOf(scene: Scene, instance: InstanceFacts): readonly Step[] {
  const { id, incarnations, refusals, exhaustion, recoveries } = instance;
  const found: Step[] = [];
  const endUs = changeWindowEnd(scene);
  const add = (text: string, us: number, row: number): void => {
    if (us >= scene.startUs && us <= endUs) found.push({ us, instance: id, role: roleName(scene, id), row, text });
  };
  for (const life of incarnations) lifeSteps(scene, life, add);
  for (const { us, row } of recoveries) add("automatic recovery", us, row);
  const refused = refusals?.sessions.find((s) => s.firstUs >= scene.startUs && s.firstUs <= scene.endUs);
  if (refused !== undefined) add("refuses writes as read-only", refused.firstUs, refused.firstRow);
  const row = exhaustion?.rows[0];
  if (exhaustion !== null && row !== undefined) add("turns sessions away", exhaustion.firstUs, row);
  return found;
}

type Add = (text: string, us: number, row: number) => void;

function lifeSteps(scene: Scene, life: Incarnation, add: Add): void {
  if (life.start !== null) add("starts", life.start.us, life.start.row);
  const [promoted] = life.promoted;
  if (promoted !== undefined) add("promoted", promoted.us, promoted.row);
  for (const { us, row, readOnly } of life.ready) add(readOnly ? "ready, read-only" : "ready", us, row);
  const { shutdownRequested, shutDown, crash } = life;
  if (shutdownRequested !== null)
    add(`asked to shut down (${life.shutdownMode ?? "unknown mode"})`, shutdownRequested.us, shutdownRequested.row);
  else if (shutDown !== null && crash === null) add("shut down", shutDown.us, shutDown.row);
  if (crash === null || !scene.crashes.includes(crash)) return;
  add(crashText(crash), crash.at.us, crash.at.row);
  if (crash.runtimeText !== null) add("storage runtime message", crash.at.us, crash.rows.at(-1) ?? crash.at.row);
}

function crashText({ kind, signal, statement, write, clientBackend }: Crash): string {
  if (kind === "lost") return "log stops without a word";
  if (kind === "postmaster") return "postmaster gone";
  if (kind === "runtime") return "storage runtime ends";
  const who = clientBackend ? "backend" : "process";
  const how = signal === null ? "failed" : `killed by signal ${signal}`;
  if (statement === null) return `${who} ${how}`;
  const writes = write.level === "accepted" || write.level === "in-flight" || write.level === "attempted";
  return `${who} ${how}, last statement ${writes ? "writes" : write.level === "refused" ? "was refused" : "shown"}`;
}

/**
 * In time; steps within two seconds of the first of their group are sorted by role, each instance's own in the order of
 * its log. Names of instances do not count, so two with the same role are told apart by what they did.
 */
function ordered(steps: readonly Step[]): readonly string[] {
  const byTime = steps.toSorted(
    (a, b) => a.us - b.us || compare(a.role, b.role) || a.row - b.row || compare(a.text, b.text),
  );
  const groups: Step[][] = [];
  for (const step of byTime) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group !== undefined && first !== undefined && step.us - first.us <= UNORDERED_US) group.push(step);
    else groups.push([step]);
  }
  return groups.flatMap((group) => {
    const lanes = new Map<string, Step[]>();
    for (const step of group) lanes.set(step.instance, [...(lanes.get(step.instance) ?? []), step]);
    const told = [...lanes.values()].map((lane) => withoutRepeats(laneTexts(lane)).join("\n"));
    return [...new Set(told)].sort(compare).flatMap((lane) => lane.split("\n"));
  });
}

function laneTexts(lane: readonly Step[]): readonly string[] {
  const inLog = lane.toSorted((a, b) => a.us - b.us || a.row - b.row || compare(a.text, b.text));
  return inLog.map(({ role, text }) => `${role}: ${text}`);
}

function withoutRepeats(steps: readonly string[]): readonly string[] {
  return steps.filter((step, i) => step !== steps[i - 1]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Families of errors, in the order in which they are told. */
const FAMILIES: readonly (readonly [text: string, kinds: readonly string[]])[] = [
  ["connection errors", TRANSPORT_KINDS],
  ["read-only errors", ["client-read-only", "client-in-recovery"]],
  ["commits in doubt", ["client-transaction-in-doubt"]],
  ["no connections left", ["client-too-many-connections", "client-pool-exhausted"]],
  ["stale reads", ["client-stale-read"]],
];

function clientSteps(scene: Scene, subtype: StalenessSubtype | null): readonly string[] {
  const met = FAMILIES.filter(([, kinds]) => clientRuns(scene, ...kinds).length > 0).map(
    ([text]) => `clients: ${text}`,
  );
  return subtype === null ? met : [...met, `clients: stale (${subtype})`];
}
