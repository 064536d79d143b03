/** Kubernetes makes its random parts of these letters, which spell no words. */
const RANDOM = "[bcdfghjklmnpqrstvwxz2456789]";
const POD = new RegExp(`-(?:${RANDOM}{6,10}-)?${RANDOM}{5}$`);

/** A file's or pod's name without what changes from one to the next: endings, dates, rotation, the hashes of a pod. */
export function stemOf(name: string): string {
  let stem = name;
  for (let before = ""; before !== stem;) {
    before = stem;
    stem = stem
      .replace(/\.(?:gz|gzip|zst|zstd|bz2|log|out|err|json|jsonl|ndjson|txt|csv|previous)$/i, "")
      .replace(/[-_.](?:\d{4}-?\d\d-?\d\d(?:[-_.T]?\d[\d-_.:]*Z?)?|\d{1,3})$/, "");
    if (stem === "") return before;
  }
  const named = stem.replace(POD, "");
  return named === "" ? stem : named;
}

/**
 * The service a name belongs to: the longest of the known ones that it begins with (`orders-api` of
 * `orders-api-canary-x2lkq`), else its stem.
 *
 * @param services names of services that somebody wrote down, as in postmortem.yaml
 */
export function serviceOf(name: string, services: readonly string[]): string {
  const known = services
    .filter((service) => name === service || (name.startsWith(service) && /[-_.]/.test(name.charAt(service.length))))
    .toSorted((a, b) => b.length - a.length)[0];
  return known ?? stemOf(name);
}
