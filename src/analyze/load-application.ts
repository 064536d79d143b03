import type { Problem, Row, SourceFile } from "../model/index.ts";
import type { AppStreamInfo } from "../parse/index.ts";
import type { Page, Timeline } from "../timeline/index.ts";
import type { LoadedFile } from "./loaded.ts";
import type { ScanResult } from "./scan-task.ts";

/** Adds what an application log gave: a stream for each writer, and what limits the answer. `first` is its first row. */
export function addApplication(
  timeline: Timeline,
  file: SourceFile,
  { scan, keys, segment }: Extract<ScanResult, { kind: "application" }>,
  pages: readonly Page[],
  zone: string,
  lineBase: (() => number) | null,
): { readonly loaded: LoadedFile; readonly first: Row; readonly problems: readonly Problem[] } {
  const name = nameOf(file);
  const infos = new Map(scan.streams.map((info) => [info.key, info]));
  const streams = keys.map((key) => {
    const { format = [], timeBasis = "none" } = infos.get(key) ?? {};
    const own = nameIn(name, key, format);
    return timeline.addStream({ kind: "client", name: own, files: [file.path], format, timeBasis, offsetSeconds: 0 });
  });
  const first = timeline.add(
    file,
    { ...segment, pages },
    streams.map(({ index }) => index),
    lineBase,
  );
  const assumed = scan.streams.filter(({ timeBasis }) => timeBasis === "assumed");
  const problems: readonly Problem[] = [
    ...scan.problems,
    ...assumed.map((): Problem => {
      const reason = "give the zone with --input-tz if it is another";
      return { kind: "zone-assumed", file: file.path, zone, reason };
    }),
  ];
  const [main] = scan.streams;
  return {
    loaded: { file, counts: scan.counts, format: main?.format ?? [], timeBasis: main?.timeBasis ?? "none" },
    first,
    problems,
  };
}

/** Adds the stream of an application log that was not read: who wrote it is known, and nothing of what it says. */
export function addUnread(timeline: Timeline, file: SourceFile): void {
  const nothing = { files: [file.path], format: [], timeBasis: "none", offsetSeconds: 0 } as const;
  timeline.addStream({ kind: "client", name: nameOf(file), ...nothing });
}

function nameOf(file: SourceFile): string {
  return file.client ?? file.path.replace(/\.[^./]*$/, "");
}

/** An export of many streams names each by itself: the name of the export's file says nothing beside it. */
function nameIn(file: string, key: string | null, format: AppStreamInfo["format"]): string {
  if (key === null) return file;
  if (!/csv/.test(format[0] ?? "")) return `${file}/${key}`;
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
  return folder === "" || key.startsWith(`${folder}/`) ? key : `${folder}/${key}`;
}
