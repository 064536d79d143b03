import type { LineCounts, SourceFile } from "../../model/index.ts";
import { detectLayout, laneId, lastResort, sampleLines } from "./detect.ts";
import type { AppScan, AppScanPorts } from "./index.ts";
import { Lane } from "./lane.ts";
import { LINE_LIMIT, physicalLines } from "./lines.ts";
import { FileProblems } from "./problems.ts";
import { StreamState } from "./stream-state.ts";
import { unwrapLine } from "./unwrap.ts";
import { zoneClock } from "./zone.ts";

/** A stream and its channels. */
interface Track {
  readonly state: StreamState;
  readonly lanes: Map<string, Lane>;
}

/**
 * Reads an application log from its first byte to its last and hands the records worth keeping to the sinks. Two looks:
 * a sample tells wrappers and formats, then one pass reads every line.
 *
 * @throws {RangeError} if `ports.zone` is unknown (the caller's option).
 */
export function scanAppLog(file: SourceFile, ports: AppScanPorts): AppScan {
  const clock = zoneClock(ports.zone);
  const layout = detectLayout(sampleLines(file.bytes));
  const counts: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  const problems = new FileProblems(file.path);
  const tracks = new Map<string | null, Track>();

  const laneOf = (key: string | null, channel: string): Lane => {
    let track = tracks.get(key);
    if (track === undefined) tracks.set(key, (track = { state: new StreamState(key, ports, clock), lanes: new Map() }));
    let lane = track.lanes.get(channel);
    if (lane === undefined) {
      lane = new Lane(layout.fits.get(laneId(key, channel)), track.state, counts, problems);
      track.lanes.set(channel, lane);
    }
    return lane;
  };

  for (const line of physicalLines(file.bytes)) {
    counts.lines++;
    problems.line(line, LINE_LIMIT);
    const piece = unwrapLine(layout.wrappers, line.text);
    laneOf(piece.key, piece.channel).push(piece, line);
  }

  const chain = layout.wrappers.map((wrapper) => wrapper.id);
  const streams = [...tracks.values()].map(({ state, lanes }) => {
    for (const lane of lanes.values()) lane.end();
    return state.finish(chain, lanes.values().next().value?.format.id ?? lastResort.id);
  });
  return { streams, counts, problems: problems.list() };
}
