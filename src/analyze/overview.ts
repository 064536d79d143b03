import { epochUs, type SourceFile } from "../model/index.ts";
import { parseRdsEvents } from "../parse/index.ts";
import { countReads, type Evidence } from "../sources/index.ts";
import { groupByInstance } from "./group.ts";
import { probedSpan } from "./probe.ts";
import type { InstanceOverview, Overview, Progress } from "./progress.ts";
import { wholeFile } from "./whole-file.ts";

/** Evidence whose reading is told; says first what it holds. */
export function watched(evidence: Evidence, progress: Progress): Evidence {
  const files = evidence.files.map(({ path, bytes }) => ({ path, bytes: bytes.size }));
  progress.opened(files, () => overviewOf(evidence));
  return countReads(evidence, (path, bytes) => {
    progress.read(path, bytes);
  });
}

/** From names, heads and ends of files: what takes no time, however much there is. */
function overviewOf({ name, files }: Evidence): Overview {
  const logs = groupByInstance(files.filter((file) => file.kind === "postgresql" && file.bytes.size > 0));
  const instances = logs.instances.map((group) => instanceOverview(group.instance, group.files));
  const supplied = new Set(instances.map(({ id }) => id));
  const eventFiles = files.filter((file) => file.kind === "rds-events");
  const named = eventFiles
    .flatMap((file) => parseRdsEvents(wholeFile(file), file.path).events)
    .flatMap((event) => [event.sourceType === "db-instance" ? event.sourceIdentifier : null, event.target])
    .filter((id) => id !== null && !supplied.has(id));
  const applications = files.filter((file) => file.kind === "application").map((file) => file.client ?? file.path);
  return {
    name,
    instances,
    applications: [...new Set(applications)].sort(),
    eventFiles: eventFiles.length,
    missing: [...new Set(named.filter((id) => id !== null))].sort(),
  };
}

function instanceOverview(id: string, files: readonly SourceFile[]): InstanceOverview {
  // Names of rotated files are in the order of time; hundreds of files are not all opened for one line.
  const ends = [files[0], files.length > 1 ? files.at(-1) : undefined].filter((file) => file !== undefined);
  const spans = ends.map(probedSpan).filter((span) => span !== null);
  const first = Math.min(...spans.map(({ firstUs }) => firstUs));
  const last = Math.max(...spans.map(({ lastUs }) => lastUs));
  const span = spans.length === 0 ? null : { first: epochUs(first), last: epochUs(last) };
  return { id, files: files.length, span };
}
