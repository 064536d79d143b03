/** Puts an answer on the socket, whole or as a fault wants it. */
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Fault, SimAnswer } from "./service.ts";

/** Sends and says how many bytes of the body went out; it never throws, a client may leave at any moment. */
export async function send(
  response: ServerResponse,
  answer: SimAnswer,
  fault: Fault["kind"] | null,
  slowPauseMs: number,
  sent: (bytes: number) => void,
): Promise<void> {
  const socket = response.req.socket;
  if (fault === "hang") return;
  if (fault === "reset") {
    socket.resetAndDestroy();
    return;
  }
  const told = disguised(answer, fault);
  const half = Math.floor(told.body.length / 2);
  const cut = fault === "reset-half" || fault === "stall" || fault === "truncate" || fault === "truncate-clean";
  const chunked = told.headers["transfer-encoding"] === "chunked" || fault === "truncate-clean";
  const length = chunked ? { "transfer-encoding": "chunked" } : { "content-length": String(told.body.length) };
  response.writeHead(told.status, { ...told.headers, ...length });
  response.flushHeaders();
  if (response.req.method === "HEAD") {
    response.end();
    return;
  }
  const pieces = cut ? upTo(chunks(told), half) : chunks(told);
  for (const piece of fault === "slow" ? small(pieces, told.body.length) : pieces) {
    if (response.destroyed) return;
    sent(piece.length);
    if (!response.write(piece)) await drained(response);
    if (fault === "slow") await pause(slowPauseMs, undefined, { ref: false });
  }
  if (fault === "stall") return;
  if (fault === "reset-half" || fault === "truncate") {
    // Let what was written leave the kernel first: a reset discards what the peer has not read.
    await pause(100);
    if (fault === "reset-half") socket.resetAndDestroy();
    else socket.destroySoon();
    return;
  }
  response.end();
}

/** Until the socket takes more, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}

const HTML =
  "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body>Please sign in.</body></html>\n";

/** The answer as a proxy or a broken server would give it. */
function disguised(answer: SimAnswer, fault: Fault["kind"] | null): SimAnswer {
  const html = { "content-type": "text/html; charset=utf-8" };
  switch (fault) {
    case "html200":
      return { status: 200, headers: html, body: Buffer.from(HTML) };
    case "html500":
      return { status: 500, headers: html, body: Buffer.from(HTML) };
    case "empty-200":
      return { ...answer, status: 200, headers: withoutChunks(answer), body: Buffer.alloc(0) };
    case "empty500":
      return { status: 500, headers: {}, body: Buffer.alloc(0) };
    case "whitespace200":
      return { ...answer, status: 200, headers: withoutChunks(answer), body: whitespaceOnly(answer) };
    default:
      return answer;
  }
}

function withoutChunks(answer: SimAnswer): Readonly<Record<string, string>> {
  const { "transfer-encoding": _, ...others } = answer.headers;
  return others;
}

/** Blanks instead of line breaks between elements: SDK 3.1169 then takes the blanks for the whole result. */
function whitespaceOnly(answer: SimAnswer): Buffer {
  const type = answer.headers["content-type"] ?? "";
  if (type.includes("json")) return Buffer.from("{}");
  if (!type.includes("xml") || !Buffer.isBuffer(answer.body)) return Buffer.from("   ");
  return Buffer.from(answer.body.toString("latin1").replaceAll(/>\s+</g, ">   <"), "latin1");
}

const PIECE_BYTES = 64 * 1024;

function* chunks(answer: SimAnswer): Generator<Buffer> {
  if (!Buffer.isBuffer(answer.body)) yield* answer.body.chunks;
  else for (let at = 0; at < answer.body.length; at += PIECE_BYTES) yield answer.body.subarray(at, at + PIECE_BYTES);
}

function* upTo(pieces: Iterable<Buffer>, limit: number): Generator<Buffer> {
  let left = limit;
  for (const piece of pieces) {
    if (left <= 0) return;
    yield piece.subarray(0, left);
    left -= piece.length;
  }
}

/** About ten pieces, whatever the size. */
function* small(pieces: Iterable<Buffer>, length: number): Generator<Buffer> {
  const size = Math.max(1, Math.ceil(length / 10));
  for (const piece of pieces) for (let at = 0; at < piece.length; at += size) yield piece.subarray(at, at + size);
}
