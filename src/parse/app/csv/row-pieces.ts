import type { Buffer } from "node:buffer";
import type { Unwrapped } from "../format.ts";
import { decodeText } from "../lines.ts";
import { barePiece } from "../unwrap.ts";
import type { CsvPlaces } from "./places.ts";
import { RowReader } from "./row-reader.ts";

/** What the rows of a record hold, in reading order. Bytes that are no row are text. */
export function rowPieces(bytes: Buffer, places: CsvPlaces): readonly Unwrapped[] {
  const reader = new RowReader();
  const pieces: Unwrapped[] = [];
  for (let at = 0; at < bytes.length; at = reader.end) {
    if (!reader.read(bytes, at, bytes.length, true, places) || reader.damaged) {
      pieces.push(barePiece(decodeText(bytes.subarray(at))));
      break;
    }
    pieces.push(reader.payload(bytes, places, reader.stamp(bytes, places)));
  }
  return places.newestFirst ? pieces.toReversed() : pieces;
}
