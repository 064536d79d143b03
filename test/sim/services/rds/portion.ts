/** DownloadDBLogFilePortion with the ways it is known to misbehave (AWS.md §3, M1–M12). */
import { randomInt } from "node:crypto";
import type { Input } from "../../query-protocol.ts";
import { SimError } from "../../service.ts";
import type { LogFile, World } from "../../world.ts";
import type { Xml } from "../../xml.ts";
import { countRead, findLogFile, readableInstance } from "./file-state.ts";
import { readPage, tailStart, MOST_LINES } from "./portion-page.ts";

/** What the first number of a marker stands for; clients must not care. */
interface Chain {
  /** Begun without a marker: the second answer has no AdditionalDataPending (M2). */
  readonly tail: boolean;
}

const chains = new WeakMap<LogFile, Map<number, Chain>>();

/** @throws {SimError} DBInstanceNotFound, DBInstanceNotReady, DBLogFileNotFoundFault, InvalidParameterValue */
export function downloadPortion(input: Input, world: World): readonly Xml[] {
  const instance = readableInstance(world, input.required("DBInstanceIdentifier"));
  const file = findLogFile(instance, input.required("LogFileName"));
  const { modes } = file;
  if (modes.binaryRefused === true)
    throw new SimError(
      "InvalidParameterValue",
      "This file contains binary data and should be downloaded instead of viewed",
    );
  const lines = input.integer("NumberOfLines") ?? MOST_LINES;
  if (lines < 1 || lines > MOST_LINES)
    throw new SimError(
      "InvalidParameterValue",
      `Invalid value ${lines} for NumberOfLines. Must be between 1 and ${MOST_LINES}`,
    );
  const bytes = modes.gzipText ?? file.bytes;
  const given = input.text("Marker");
  const { chain, from } = begin(file, given, () => tailStart(bytes, lines));
  const answer = readPage(bytes, modes, from, lines);
  countRead(file, instance, world);
  const continuing = given !== null && given !== "0";
  const atEnd = answer.next >= bytes.length;
  const sameMarker = modes.sameMarkerAtEnd === true && from >= bytes.length;
  const zero = modes.markerZeroAtEnd === true && atEnd && answer.data.length > 0;
  // With M8 the page that holds the last bytes does not say that it is the last.
  const pending = answer.pending || (modes.sameMarkerAtEnd === true && atEnd && !sameMarker);
  const marker = zero ? "0" : `${chain}:${answer.next}`;
  const pendingXml: readonly Xml[] =
    continuing && chainsOf(file).get(chain)?.tail === true ? [] : [["AdditionalDataPending", pending]];
  const dataXml: readonly Xml[] =
    modes.absentData === true && answer.data.length === 0 ? [] : [["LogFileData", answer.data]];
  const markerXml: Xml = ["Marker", sameMarker && given !== null ? given : marker];
  // The order of members is not fixed: public traces show both.
  return chain % 2 === 0 ? [...pendingXml, markerXml, ...dataXml] : [...dataXml, markerXml, ...pendingXml];
}

function chainsOf(file: LogFile): Map<number, Chain> {
  const known = chains.get(file) ?? new Map<number, Chain>();
  chains.set(file, known);
  return known;
}

/** M1: `<n>:<byte offset>`, where n was drawn when the reading began. A client may have computed the offset, never n. */
function begin(
  file: LogFile,
  marker: string | null,
  tail: () => number,
): { readonly chain: number; readonly from: number } {
  const known = chainsOf(file);
  if (marker === null || marker === "0") {
    const chain = randomInt(1, 10_000_000);
    known.set(chain, { tail: marker === null });
    return { chain, from: marker === null ? tail() : 0 };
  }
  const parts = /^(\d{1,9}):(\d{1,15})$/.exec(marker);
  const chain = Number(parts?.[1] ?? -1);
  if (parts === null || !known.has(chain)) throw new SimError("InvalidParameterValue", `Invalid marker: ${marker}`);
  return { chain, from: Number(parts[2]) };
}
