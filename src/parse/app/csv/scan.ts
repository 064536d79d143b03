import type { LineCounts, SourceFile } from "../../../model/index.ts";
import { feedBlocks } from "../../blocks.ts";
import { detectLayout } from "../detect.ts";
import type { Layout } from "../detect.ts";
import type { Unwrapped } from "../format.ts";
import type { AppScan, AppScanPorts } from "../index.ts";
import { LINE_LIMIT } from "../lines.ts";
import type { PhysicalLine } from "../lines.ts";
import { FileProblems } from "../problems.ts";
import { Tracks } from "../tracks.ts";
import { unwrapLine } from "../unwrap.ts";
import { firstBytes } from "./header.ts";
import type { CsvHeader } from "./header.ts";
import { formatIdOf } from "./places.ts";
import { RowScanner } from "./rows.ts";
import type { RowView } from "./rows.ts";
import { isNewestFirst, sampleRows } from "./sample.ts";

const sampleCount = 400;
/** Rows of so many bytes are held at once to be read from the last to the first. */
const chunkBytes = 1024 * 1024;
/** Writers of one file that get a stream of their own; what others wrote is kept, line by line, in one more. */
const streamLimit = 4096;
const damaged = "they are no whole row of the CSV: a quote or a cell is missing, or one too many";

/** A row to begin at: rows in front of it are cut without it, and it is cut without them. */
interface Mark {
  readonly offset: number;
  readonly line: number;
}

/**
 * Reads an export of application logs: the payload of its message column by writer, through the same formats as a log
 * file. One whose newest rows come first is cut twice, forwards for the places where rows begin, then backwards by
 * stretches of a MiB: memory is one stretch, whatever the file, and every record keeps the place it has in it.
 *
 * @throws {RangeError} if `ports.zone` is unknown (the caller's option).
 */
export function scanCsv(file: SourceFile, header: CsvHeader, ports: AppScanPorts): AppScan {
  const { bytes } = file;
  const head = firstBytes(bytes);
  const sample = sampleRows(head, header, sampleCount, head.length === bytes.size).rows;
  const newestFirst = isNewestFirst(sample);
  const layout = detectLayout(sample);
  const { lines } = header;
  const counts: LineCounts = { lines, records: 0, continuations: lines, quarantined: 0 };
  const problems = new FileProblems(file.path);
  const tracks = new Tracks(ports, layout, counts, problems, header.oneWriter);
  const push = pusher(tracks, layout);
  const marks: Mark[] = [];

  const take = (line: PhysicalLine, piece: Unwrapped): boolean => {
    counts.lines += line.count;
    push(line, piece);
    return true;
  };
  const mark = ({ offset, number: line }: PhysicalLine): boolean => {
    if (offset - (marks.at(-1)?.offset ?? Number.NEGATIVE_INFINITY) >= chunkBytes) marks.push({ offset, line });
    return true;
  };
  const forwards = {
    row: (line: PhysicalLine, row: RowView): boolean => {
      problems.line(line, LINE_LIMIT);
      return newestFirst ? mark(line) : take(line, row.piece());
    },
    empty: (line: PhysicalLine): void => {
      counts.lines += line.count;
      counts.continuations += line.count;
    },
    gap: (line: PhysicalLine): void => {
      problems.line(line, LINE_LIMIT);
      counts.lines += line.count;
      counts.quarantined += line.count;
      problems.quarantine({ line: line.number, offset: line.offset, pieces: line.count }, damaged);
    },
  };
  feedBlocks(bytes, new RowScanner(header, forwards, lines + 1), header.end);

  for (let i = marks.length - 1, to = bytes.size; i >= 0; i--) {
    const { offset, line } = marks[i] ?? { offset: to, line: 0 };
    const held: [PhysicalLine, Unwrapped][] = [];
    const row = (place: PhysicalLine, view: RowView): boolean => held.push([place, view.piece()]) > 0;
    const hold = { row, empty: nothing, gap: nothing };
    feedBlocks(bytes, new RowScanner(header, hold, line), offset, to);
    for (const [place, piece] of held.toReversed()) take({ ...place, order: -place.number }, piece);
    to = offset;
  }

  const chain = [formatIdOf({ ...header, newestFirst }), ...layout.wrappers.map((wrapper) => wrapper.id)];
  const streams = tracks.finish(chain).map((stream) => ({ ...stream, descending: newestFirst }));
  return { streams, counts, problems: problems.list() };
}

function nothing(): void {
  // Told on the way forwards.
}

/** Gives rows to the streams of their writers, up to the limit. */
function pusher(tracks: Tracks, layout: Layout): (line: PhysicalLine, piece: Unwrapped) => void {
  return (line, outer) => {
    const piece = unwrapLine(layout.wrappers, outer);
    if (tracks.size < streamLimit || tracks.has(piece.key)) return tracks.push(piece, line);
    tracks.close(null); // what the row before it left open is another writer's
    tracks.push({ ...piece, key: null }, line);
  };
}
