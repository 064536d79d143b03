import type { ClientReport, EvidenceReport, IncidentReport, PhaseReport, Report } from "../../../model/index.ts";
import { gravestFirst, oneDigit } from "../../client-words.ts";
import { clock, date, millis } from "../../clock.ts";
import { markup, type Markup } from "../markup.ts";
import type { Extent } from "./extent.ts";
import { barKey, signKey, type Key } from "./legend.ts";
import type { Picture } from "./picture.ts";
import type { Row } from "./rows.ts";
import { signMarkup, type Sign } from "./symbols.ts";
import { at, axisTicks, bar, type TimeAxis, timeAxis } from "./time-axis.ts";

const MIDDLE = 11;

/** What each client met, on the axis of the instances: errors that are cited, how long it was stale, when it was well. */
export function clientsPicture(report: Report, incident: IncidentReport, { startMs, endMs }: Extent): Picture {
  const clients = gravestFirst(report.clients);
  const errors = new Map(clients.map((client) => [client.id, errorsOf(client, report.evidence)]));
  return {
    id: "clients",
    title: "Errors, staleness and recovery of each client over time",
    description: `${clients.map((client) => sentence(client)).join(" ")} Signs are the errors that this report cites; each may stand for many.`,
    unit: `UTC, ${date(new Date(startMs).toISOString())}`,
    rows: (width) =>
      clients.map((client) => row(client, errors.get(client.id) ?? [], incident, timeAxis(startMs, endMs, width))),
    behind: (width, { height }) => axisTicks(timeAxis(startMs, endMs, width), height),
    before: () => markup``,
  };
}

function row(client: ClientReport, errors: readonly EvidenceReport[], incident: IncidentReport, axis: TimeAxis): Row {
  const own = incident.phases.filter((phase) => phase.client === client.id);
  const well = own.at(-1) ?? null;
  return {
    label: client.id,
    value: client.stillRefusedAtEnd
      ? "still refused"
      : client.staleSeconds > 0
        ? `stale ${oneDigit(client.staleSeconds)} s`
        : "",
    height: 23,
    heading: false,
    drawn: markup`<line class="thread" x2="${axis.width}" y1="${MIDDLE}" y2="${MIDDLE}"/>${stale(client, well, incident, axis)}${errors.map((error) => errorSign(error, axis))}${recovered(client, well, axis)}`,
  };
}

/** From the end of the failover to the last read-only error, or to the end when it never got well. */
function stale(
  client: ClientReport,
  well: PhaseReport | null,
  incident: IncidentReport,
  axis: TimeAxis,
): Markup | null {
  const ended =
    well?.start ?? incident.phases.findLast(({ client: who, name }) => who === null && name === "promotion")?.end;
  const open = client.stillRefusedAtEnd;
  if (ended === undefined || (client.staleSeconds <= 0 && !open)) return null;
  const from = millis(ended);
  const to = open ? Math.max(axis.endMs, from) : from + client.staleSeconds * 1000;
  const title = open ? "still refused when the data ends" : `stale for ${oneDigit(client.staleSeconds)} s`;
  return bar(axis, { from, to, y: MIDDLE - 6, height: 12, name: open ? "stale open" : "stale", least: 1.5 }, title);
}

function recovered(client: ClientReport, well: PhaseReport | null, axis: TimeAxis): Markup | null {
  if (well === null || client.stillRefusedAtEnd) return null;
  const ms = millis(well.end);
  const [from, to] = [ms - well.uncertaintyMs, ms + well.uncertaintyMs];
  const title = `works again, ${clock(well.end)} UTC ± ${oneDigit(well.uncertaintyMs / 1000)} s`;
  return markup`${bar(axis, { from, to, y: MIDDLE - 0.5, height: 1, name: "whisker" })}${at(axis, ms, signMarkup("well", MIDDLE, title))}`;
}

const signOf: Readonly<Record<string, Sign>> = {
  "client-read-only": "read-only",
  "client-refused": "refused",
  "client-not-accepting": "refused",
  "client-connection-lost": "lost",
  "client-terminated": "lost",
};

function errorSign({ time, signature, text, id }: EvidenceReport, axis: TimeAxis): Markup | null {
  if (time === null || signature === null) return null;
  const what = `${id}, ${clock(time)} UTC, ${signature.replace(/^client-/, "")}: ${text.slice(0, 120)}`;
  return at(axis, millis(time), signMarkup(signOf[signature] ?? "other", MIDDLE, what));
}

/** Cited errors that the client's own files tell. */
function errorsOf({ files }: ClientReport, evidence: readonly EvidenceReport[]): readonly EvidenceReport[] {
  const own = new Set(files);
  return evidence.filter(
    ({ source, signature, time }) =>
      own.has(source.file) &&
      time !== null &&
      Number.isFinite(millis(time)) &&
      signature !== null &&
      signature.startsWith("client-") &&
      !signature.startsWith("client-start"),
  );
}

function sentence({ id, staleSeconds, stillRefusedAtEnd, errors }: ClientReport): string {
  const count = Object.values(errors).reduce((sum, each) => sum + each, 0);
  const then = stillRefusedAtEnd
    ? "still refused when the data ends"
    : staleSeconds > 0
      ? `stale for ${oneDigit(staleSeconds)} s`
      : "not stale";
  return `${id}: ${count} errors, ${then}.`;
}

/** What the signs of these clients mean, and only those drawn. */
export function clientKeys({ clients, evidence }: Report): readonly Key[] {
  const signs = new Set(
    clients.flatMap((client) => errorsOf(client, evidence).map(({ signature }) => signOf[signature ?? ""] ?? "other")),
  );
  const sign = (name: Sign, meaning: string): readonly Key[] => (signs.has(name) ? [signKey(name, meaning)] : []);
  return [
    ...sign("read-only", "write refused as read-only"),
    ...sign("refused", "connection refused"),
    ...sign("lost", "connection lost"),
    ...sign("other", "other error"),
    ...(clients.some(({ staleSeconds, stillRefusedAtEnd }) => staleSeconds > 0 || stillRefusedAtEnd)
      ? [barKey("stale", "stale: failover over, writes still refused")]
      : []),
    ...(clients.some(({ stillRefusedAtEnd }) => !stillRefusedAtEnd)
      ? [signKey("well", "works again, with its uncertainty")]
      : []),
  ];
}
