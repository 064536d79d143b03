/**
 * `GET /v13/downloadCompleteLogFile/{DBInstanceIdentifier}/{LogFileName}`: raw bytes as a stream, no ranges.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/DownloadCompleteDBLogFile.html
 */
import { SimError, type Rules, type SimAnswer, type SimRequest } from "../../service.ts";
import type { LazyBytes, World } from "../../world.ts";
import { countRead, findLogFile, readableInstance, sliceOf } from "./file-state.ts";

/** What IAM and the journal call it; no SDK has it. */
export const DOWNLOAD = "DownloadCompleteDBLogFile";

const PREFIX = "/v13/downloadCompleteLogFile/";
const CHUNK_BYTES = 256 * 1024;

/** True for the path of the REST download. */
export function isDownload(request: Pick<SimRequest, "method" | "path">): boolean {
  return request.method === "GET" && request.path.startsWith(PREFIX);
}

/** @throws {SimError} DBInstanceNotFound, DBLogFileNotFoundFault, InvalidQueryParameter */
export function downloadCompleteLogFile(
  request: SimRequest,
  world: World,
  transfer: NonNullable<Rules["restTransfer"]>,
): SimAnswer {
  const unknown = [...request.query.keys()].find((name) => !name.startsWith("X-Amz-"));
  if (unknown !== undefined) throw new SimError("InvalidQueryParameter", `Unknown parameter: ${unknown}`);
  const [id, name] = splitPath(request.path);
  const instance = readableInstance(world, id);
  const file = findLogFile(instance, name);
  const bytes = file.bytes;
  countRead(file, instance, world);
  const chunked = transfer === "chunked" || (transfer === "mixed" && oddName(name));
  return {
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      vary: "Accept-Encoding",
      ...(chunked ? { "transfer-encoding": "chunked" } : {}),
    },
    body: { length: bytes.length, chunks: inChunks(bytes) },
  };
}

function splitPath(path: string): readonly [id: string, name: string] {
  try {
    const [id = "", ...name] = path.slice(PREFIX.length).split("/").map(decodeURIComponent);
    return [id, name.join("/")];
  } catch {
    throw new SimError("InvalidParameterValue", "The path cannot be decoded.");
  }
}

/** Decides which half of the files a `mixed` download sends chunked; the same file always goes the same way. */
function oddName(name: string): boolean {
  return Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % 2 === 1;
}

function* inChunks(bytes: Buffer | LazyBytes): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield sliceOf(bytes, at, at + CHUNK_BYTES);
}
