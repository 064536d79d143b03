import type { IncidentReport, Report } from "../../../model/index.ts";
import { period } from "../../clock.ts";
import { markup, type Markup } from "../markup.ts";
import { clientsPicture, clientKeys } from "./clients.ts";
import { coverageKeys, coveragePicture } from "./coverage.ts";
import { extentOf, type Extent } from "./extent.ts";
import { instanceKeys, instancesPicture } from "./instances.ts";
import { legendMarkup, lineKey, type Key } from "./legend.ts";
import { momentMarks, momentStrip } from "./moments.ts";
import { phasesPicture } from "./phases.ts";
import { pictureMarkup, type Picture } from "./picture.ts";
import { stalenessPicture } from "./staleness.ts";

/** Anchor of a moment's row in the timeline; null when the document has none. */
export type MomentAnchor = (incident: number, moment: number) => string | null;

/** Instances, clients and coverage on one axis, for each incident; for the whole report when it has none. */
export function lanesFigures(report: Report, anchorOf: MomentAnchor): Markup {
  const { incidents } = report;
  if (incidents.length === 0) return lanesFigure(report, null, 0, anchorOf);
  return markup`${incidents.map((incident, index) => lanesFigure(report, incident, index, anchorOf))}`;
}

function lanesFigure(report: Report, incident: IncidentReport | null, index: number, anchorOf: MomentAnchor): Markup {
  const extent = extentOf(report, incident);
  if (extent === null) return markup`<p>No record has a time: there is nothing to draw.</p>\n`;
  const { instances, clients, coverage } = report;
  const marks = incident === null ? [] : momentMarks(incident, (moment) => anchorOf(index, moment));
  const undated = (incident?.moments.length ?? 0) - marks.length;
  const parts: Markup[] = [];
  if (instances.length > 0)
    parts.push(
      markup`${part("Instances", instancesPicture(instances, marks, extent), index, instanceKeys(instances), momentStrip(marks, extent, `c-marks-${index}`))}`,
    );
  if (incident !== null && clients.length > 0)
    parts.push(part("Clients", clientsPicture(report, incident, extent), index, clientKeys(report)));
  if (coverage.length > 0)
    parts.push(part("Evidence", coveragePicture(coverage, extent), index, coverageKeys(coverage)));
  const missing = undated === 0 ? "" : ` Moments without a time (${undated}) are in the timeline only.`;
  return figure(
    `lanes-${index}`,
    markup`${incidentName(report, incident)}What the instances were, what the clients met and what the evidence covers, on one axis of UTC time. The same in words: timeline, instance states, clients, gaps.${missing}`,
    markup`${parts}`,
    { extent, index },
  );
}

/** The phase clock of each incident. */
export function phaseFigures({ incidents, ...report }: Report): readonly Markup[] {
  return incidents.flatMap((incident, index) => {
    const extent = extentOf({ incidents, ...report }, incident);
    const picture = extent && phasesPicture(incident, extent);
    if (!extent || !picture) return [];
    const keys: readonly Key[] = [
      lineKey("phase", "phase", 9),
      { drawn: markup`<path class="cap" d="M3 4v7M23 4v7M3 7.5H23"/>`, meaning: "uncertainty of the end" },
    ];
    const caption = markup`${incidentName({ incidents, ...report }, incident)}The phases on the axis of the lanes above; the tables below say the same with their sources.`;
    return [figure(`phases-${index}`, caption, part(null, picture, index, keys), { extent, index })];
  });
}

/** Staleness against the TTL; null when no client was stale. */
export function stalenessFigure({ clients }: Report): Markup | null {
  const picture = stalenessPicture(clients);
  if (picture === null) return null;
  const keys: readonly Key[] = [
    lineKey("within", "within the TTL", 9),
    lineKey("stale", "beyond it", 9),
    { drawn: markup`<line class="ttl" x1="13" x2="13" y1="0" y2="15"/>`, meaning: "TTL of the endpoint" },
    ...(clients.some(({ stillRefusedAtEnd }) => stillRefusedAtEnd)
      ? [
          {
            drawn: markup`<path class="open" d="M2 7.5H24m-5 -4l5 4l-5 4"/>`,
            meaning: "still refused when the data ends",
          },
        ]
      : []),
  ];
  return figure(
    "staleness",
    markup`How long writes of each client were refused as read-only after the failover had ended, against the time for which the endpoint's DNS answer may be kept.`,
    part(null, picture, 0, keys),
    null,
  );
}

function part(
  name: string | null,
  picture: Picture,
  index: number,
  keys: readonly Key[],
  strip: Markup | null = null,
): Markup {
  const head = name === null ? null : markup`<h3>${name}</h3>\n`;
  return markup`<div class="part">${head}${strip}${pictureMarkup(picture, index)}${legendMarkup(keys)}</div>\n`;
}

function figure(
  id: string,
  caption: Markup,
  drawn: Markup,
  zoom: { readonly extent: Extent; readonly index: number } | null,
): Markup {
  const data =
    zoom === null
      ? null
      : markup` data-zoom="${zoom.index}" data-start="${zoom.extent.startMs}" data-end="${zoom.extent.endMs}"`;
  return markup`<figure class="chart" id="f-${id}">
<figcaption>${caption}</figcaption>
${zoom === null ? null : controls}<div class="plots"${data}>
${drawn}</div>
</figure>
`;
}

/** Hidden until the script that answers them runs. */
const controls = markup`<div class="controls zoom" role="group" aria-label="Time axis" hidden>
<button type="button" name="in" aria-label="Zoom in">+</button><button type="button" name="out" aria-label="Zoom out">−</button><button type="button" name="left" aria-label="Earlier">←</button><button type="button" name="right" aria-label="Later">→</button><button type="button" name="reset">Reset</button>
<output aria-live="polite"></output>
</div>
`;

function incidentName({ incidents }: Pick<Report, "incidents">, incident: IncidentReport | null): Markup | null {
  if (incident === null || incidents.length < 2) return null;
  const { id, window } = incident;
  return markup`<strong>Incident ${id}, ${period(window.start, window.end, null)}.</strong> `;
}
