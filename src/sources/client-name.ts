/** Stems that say nothing about who wrote the file. */
const generic = new Set(
  "app application stdout stderr out output console server current log logs catalina error main".split(" "),
);

/** `app.log`, `app.log.1`, `app.log.2026-11-21.gz` are parts of one stream: `app`. */
function stem(name: string): string {
  const plain = name.replace(/\.(?:gz|gzip|zst|zstd)$/i, "");
  const rotated = plain.replace(/(\.(?:log|out|json|jsonl|ndjson|txt))[-_.]?\d[\d\-_.T:]*$/i, "$1");
  return rotated.replace(/\.(?:log|out|err|json|jsonl|ndjson|txt|csv)$/i, "") || plain;
}

/** `<service>/<pod>` from what lies below `apps/`. */
export function clientFromApps(below: readonly string[]): string {
  const folders = below.slice(0, -1);
  return [...folders, stem(below.at(-1) ?? "")].join("/");
}

/** The stem of a loose application log, with its folder when the stem could be anyone's. */
export function clientFromName(path: string): string {
  const segments = path.split("/").filter((s) => s !== "" && s !== "." && s !== "..");
  const name = stem(segments.at(-1) ?? "");
  const folder = segments.at(-2);
  return generic.has(name.toLowerCase()) && folder !== undefined ? `${folder}/${name}` : name;
}
