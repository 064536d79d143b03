import { scaleLinear } from "d3-scale";
import type { ClientReport } from "../../../model/index.ts";
import { gravestFirst, oneDigit } from "../../client-words.ts";
import { markup, type Markup } from "../markup.ts";
import type { Picture } from "./picture.ts";
import type { Row } from "./rows.ts";
import { px } from "./time-axis.ts";

const MIDDLE = 10;

/** How long each client was stale against the endpoint's TTL; null when none was. */
export function stalenessPicture(all: readonly ClientReport[]): Picture | null {
  const clients = gravestFirst(all.filter(({ staleness, staleSeconds }) => staleness !== null || staleSeconds > 0));
  if (clients.length === 0) return null;
  const others = all.length - clients.length;
  const most = Math.max(...clients.map(({ staleSeconds }) => staleSeconds), ...clients.map(ttlOf));
  const scaleOf = (width: number): Scale => {
    const scale = scaleLinear()
      .domain([0, most * 1.06])
      .range([0, width]);
    return { x: (seconds) => px(scale(seconds)), ticks: scale.ticks(Math.max(2, Math.floor(width / 90))) };
  };
  return {
    id: "staleness",
    title: "How long each client was stale, against the TTL of the endpoint",
    description: `${clients.map((client) => `${client.id}: ${valueOf(client)}.`).join(" ")}${others === 0 ? "" : ` ${others} other clients were not stale.`}`,
    unit: "seconds",
    rows: (width) => clients.map((client) => row(client, scaleOf(width), width)),
    behind(width, { height }) {
      const { x, ticks } = scaleOf(width);
      const lines = ticks.map((seconds) => {
        const at = x(seconds);
        const label =
          at > width - 12
            ? null
            : markup`<text class="${seconds === 0 ? "first" : "tick"}" y="${height + 13}">${seconds}</text>`;
        return markup`<g transform="translate(${at} 0)"><line y2="${height}"/>${label}</g>`;
      });
      return markup`<g class="ticks">${lines}</g>`;
    },
    before: () => markup``,
  };
}

interface Scale {
  readonly x: (seconds: number) => number;
  readonly ticks: readonly number[];
}

function ttlOf({ staleness }: ClientReport): number {
  return staleness?.endpointTtlSeconds ?? 0;
}

function valueOf(client: ClientReport): string {
  const { staleSeconds, stillRefusedAtEnd } = client;
  const ttl = ttlOf(client);
  const times = ttl > 0 && staleSeconds > ttl ? `, ${oneDigit(staleSeconds / ttl)} × TTL` : "";
  return `${stillRefusedAtEnd ? "≥ " : ""}${oneDigit(staleSeconds)} s${times}`;
}

function row(client: ClientReport, { x }: Scale, width: number): Row {
  const { id, staleSeconds, stillRefusedAtEnd } = client;
  const ttl = ttlOf(client);
  const within = Math.min(staleSeconds, ttl);
  const end = x(staleSeconds);
  const rect = (from: number, to: number, name: string): Markup | null =>
    to <= from
      ? null
      : markup`<rect class="${name}" x="${px(from)}" y="${MIDDLE - 5}" width="${px(to - from)}" height="10"/>`;
  // Nobody knows how long it went on.
  const open = stillRefusedAtEnd
    ? markup`<path class="open" d="M${end} ${MIDDLE}H${px(Math.min(end + 22, width - 1))}m-5 -4l5 4l-5 4"/>`
    : null;
  const line = ttl > 0 ? markup`<line class="ttl" x1="${x(ttl)}" x2="${x(ttl)}" y1="0" y2="20"/>` : null;
  return {
    label: id,
    value: valueOf(client),
    height: 20,
    heading: false,
    drawn: markup`${rect(0, x(within), "within")}${rect(x(within), end, "stale")}${open}${line}`,
  };
}
