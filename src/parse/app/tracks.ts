import type { LineCounts } from "../../model/index.ts";
import { laneId, lastResort } from "./detect.ts";
import type { Layout } from "./detect.ts";
import type { Unwrapped } from "./format.ts";
import type { AppScanPorts, AppStreamInfo } from "./index.ts";
import { Lane } from "./lane.ts";
import type { PhysicalLine } from "./lines.ts";
import type { FileProblems } from "./problems.ts";
import { StreamState } from "./stream-state.ts";
import { zoneClock } from "./zone.ts";
import type { ZoneClock } from "./zone.ts";

/** A stream and its channels. */
interface Track {
  readonly state: StreamState;
  readonly lanes: Map<string, Lane>;
}

/** A file's streams while it is read: each line goes to the lane of its stream and channel. */
export class Tracks {
  private readonly tracks = new Map<string | null, Track>();
  private readonly ports: AppScanPorts;
  private readonly layout: Layout;
  private readonly counts: LineCounts;
  private readonly problems: FileProblems;
  private readonly oneWriter: boolean;
  private readonly clock: ZoneClock;

  /**
   * @param oneWriter see {@link Lane}
   * @throws {RangeError} if `ports.zone` is unknown (the caller's option).
   */
  constructor(ports: AppScanPorts, layout: Layout, counts: LineCounts, problems: FileProblems, oneWriter: boolean) {
    this.ports = ports;
    this.layout = layout;
    this.counts = counts;
    this.problems = problems;
    this.oneWriter = oneWriter;
    this.clock = zoneClock(ports.zone);
  }

  /** Number of streams so far. */
  get size(): number {
    return this.tracks.size;
  }

  has(key: string | null): boolean {
    return this.tracks.has(key);
  }

  /** Takes the next line, its wrappers removed. */
  push(piece: Unwrapped, line: PhysicalLine): void {
    const lane = this.lane(piece.key, piece.channel);
    lane.stream.resumeOthers(lane);
    lane.push(piece, line);
  }

  /** No further line may join what a stream has open. */
  close(key: string | null): void {
    for (const lane of this.tracks.get(key)?.lanes.values() ?? []) lane.close();
  }

  /** The lane of a stream's channel. */
  lane(key: string | null, channel: string): Lane {
    const { ports, layout, counts, problems } = this;
    let track = this.tracks.get(key);
    if (track === undefined) {
      track = { state: new StreamState(key, ports, this.clock), lanes: new Map() };
      this.tracks.set(key, track);
    }
    let lane = track.lanes.get(channel);
    if (lane === undefined) {
      lane = new Lane(layout.fits.get(laneId(key, channel)), track.state, counts, problems, this.oneWriter);
      track.lanes.set(channel, lane);
    }
    return lane;
  }

  /**
   * The file ended.
   *
   * @param chain ids of what was around the payload, outermost first
   */
  finish(chain: readonly string[]): readonly AppStreamInfo[] {
    return [...this.tracks.values()].map(({ state, lanes }) => {
      for (const lane of lanes.values()) lane.end();
      return state.finish(chain, lanes.values().next().value?.format.id ?? lastResort.id);
    });
  }
}
