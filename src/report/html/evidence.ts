import type { EvidenceReport } from "../../model/index.ts";
import type { Inline } from "../document/document.ts";
import { inlineMarkup } from "./inline.ts";
import { markup, type Markup } from "./markup.ts";
import { quoteMarkup } from "./quote.ts";
import type { Writer } from "./writer.ts";

/** One piece of evidence: how it is cited, where it comes from, its text, and who cites it. */
export function evidenceEntry(evidence: EvidenceReport, provenance: Inline, writer: Writer): Markup {
  const { id, kind, instance, signature, source, text } = evidence;
  const { references, context } = writer;
  const label = context.cite.label(id) ?? id;
  const back = references.to(id).map(({ anchor, section, times }, index) => {
    const count = times === 1 ? null : markup` ×${times}`;
    return markup`${index === 0 ? "" : ", "}<a href="#${anchor}">${section}${count}</a>`;
  });
  const anchor = references.has(id) ? markup` id="${id}"` : null;
  const name = references.has(id) ? markup`<a class="self" href="#${id}">${id}</a>` : markup`<b class="self">${id}</b>`;
  return markup`<li class="entry"${anchor} data-kind="${kind}" data-instance="${instance ?? ""}" data-signature="${signature ?? ""}" data-cite="[${label}]">
<p class="label">${name} <code>${label}</code></p>
<p class="provenance">${inlineMarkup(provenance, writer)}</p>
${quoteMarkup(text, kind === "line" && source.line !== null ? String(source.line) : "")}${back.length === 0 ? null : markup`<p class="back">Cited in ${back}</p>\n`}</li>
`;
}

const kindName: Readonly<Record<EvidenceReport["kind"], string>> = {
  line: "lines",
  event: "RDS events",
  metric: "metrics",
  api: "AWS API",
  operator: "stated by the operator",
  absence: "absences",
};

/** Search of the evidence; hidden until the script that answers it runs. */
export function evidenceSearch(all: readonly EvidenceReport[]): Markup {
  const kinds = distinct(all.map(({ kind }) => kind));
  return markup`<div class="search controls" role="search" aria-label="Evidence" hidden>
<label>Text <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
${select("instance", "Instance", distinct(all.flatMap(({ instance }) => instance ?? [])))}${select("kind", "Kind", kinds, (value) => kindName[value as EvidenceReport["kind"]])}${select("signature", "Signature", distinct(all.flatMap(({ signature }) => signature ?? [])))}<button type="button" name="clear">Clear</button>
<output class="found" aria-live="polite">${all.length} of ${all.length} shown</output>
</div>
`;
}

/** A choice among what there is. */
function select(
  name: string,
  label: string,
  values: readonly string[],
  shown: (value: string) => string = (value) => value,
): Markup {
  const options = values.map((value) => markup`<option value="${value}">${shown(value)}</option>`);
  return markup`<label>${label} <select name="${name}"><option value="">all</option>${options}</select></label>\n`;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
