import { createHash } from "node:crypto";
import { request } from "node:http";
import { DescribeDBLogFilesCommand } from "@aws-sdk/client-rds";
import { afterEach, describe, expect, test } from "vitest";
import { ask, completeLogFile, element, rdsClient, send, sign } from "./hand-client.ts";
import { logFile, NOW, worldWith } from "./hand-world.ts";
import { startSimulator, type Simulator } from "./server.ts";
import type { LazyBytes, LogFile } from "./world.ts";

const NAME = "error/postgresql.log";
const PATH = completeLogFile("aurora-1", NAME);
const ODD = Buffer.from([0x61, 0xe9, 0x0d, 0x0a, 0x00, 0x62, 0x1b]);

const running: Simulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function serving(...logs: LogFile[]): Promise<Simulator> {
  const simulator = await startSimulator(worldWith(logs));
  running.push(simulator);
  return simulator;
}

test("the bytes come as they are, with their length or in chunks", async () => {
  const simulator = await serving(logFile(ODD));
  simulator.rules.restTransfer = "length";
  const length = await ask(simulator, PATH);
  expect([length.body, length.headers["content-length"], length.whole]).toEqual([ODD, "7", true]);
  simulator.rules.restTransfer = "chunked";
  const chunked = await ask(simulator, PATH);
  expect([chunked.body, chunked.headers["transfer-encoding"], chunked.whole]).toEqual([ODD, "chunked", true]);
});

test("unless told otherwise some names come in chunks and some with a length", async () => {
  const names = Array.from({ length: 10 }, (_, index) => `error/postgresql.log.2026-11-21-191${index}`);
  const simulator = await serving(...names.map((name) => logFile("x\n", { name })));
  const answers = await Promise.all(names.map((name) => ask(simulator, completeLogFile("aurora-1", name))));
  const chunked = answers.filter((answer) => answer.headers["transfer-encoding"] === "chunked");
  expect(chunked).toHaveLength(5);
});

test("a range is not understood: the whole file comes", async () => {
  const simulator = await serving(logFile(ODD));
  const answer = await ask(simulator, PATH, { headers: { range: "bytes=2-3" } });
  expect([answer.status, answer.body, answer.headers["accept-ranges"]]).toEqual([200, ODD, undefined]);
});

test("an instance or a file that is not there is a 404 in XML", async () => {
  const simulator = await serving(logFile(ODD));
  const instance = await ask(simulator, completeLogFile("orders", NAME));
  expect([instance.status, element(instance.body, "Code")]).toEqual([404, "DBInstanceNotFound"]);
  const file = await ask(simulator, completeLogFile("aurora-1", "error/none"));
  expect([file.status, element(file.body, "Code")]).toEqual([404, "DBLogFileNotFoundFault"]);
  expect(simulator.journal.map((entry) => [entry.action, entry.status])).toEqual([
    ["DownloadCompleteDBLogFile", 404],
    ["DownloadCompleteDBLogFile", 404],
  ]);
});

test("a parameter it does not know is refused", async () => {
  const simulator = await serving(logFile(ODD));
  expect((await ask(simulator, `${PATH}?Marker=0`)).status).toBe(400);
});

test("300 MB that exist nowhere stream through a reader that stops for a while", async () => {
  const bytes = patterned(300 * 1024 * 1024);
  const simulator = await serving(logFile("", { bytes }));
  const signed = await sign(simulator, PATH);
  const hash = createHash("sha256");
  const before = process.memoryUsage().rss;
  const received = await new Promise<number>((resolve, reject) => {
    let length = 0;
    const { method, path, headers } = signed;
    request(simulator.url, { method, path, headers, agent: false }, (response) => {
      // Nothing is read until the sender has filled what the sockets hold.
      const filled = (): void => {
        const sent = simulator.journal[0]?.bytes ?? 0;
        if (sent === 0 || sent !== lastSent) {
          lastSent = sent;
          setTimeout(filled, 50);
          return;
        }
        expect(sent).toBeLessThan(bytes.length / 2);
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
          hash.update(chunk);
        });
        response.on("end", () => {
          resolve(length);
        });
      };
      let lastSent = -1;
      filled();
    })
      .on("error", reject)
      .end();
  });
  expect(received).toBe(bytes.length);
  const expected = createHash("sha256");
  for (let at = 0; at < bytes.length; at += BLOCK) expected.update(bytes.slice(at, at + BLOCK));
  expect(hash.digest("hex")).toBe(expected.digest("hex"));
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

const BLOCK = 64 * 1024;

/** Blocks that begin with their own number: made when read, the same however they are cut. */
function patterned(length: number): LazyBytes {
  return {
    length,
    slice: (start, end) => {
      const blocks: Buffer[] = [];
      for (let at = start - (start % BLOCK); at < Math.min(end, length); at += BLOCK) {
        const block = Buffer.alloc(BLOCK);
        block.writeUInt32BE(at / BLOCK);
        blocks.push(block.subarray(Math.max(0, start - at), Math.min(end, length) - at));
      }
      return Buffer.concat(blocks);
    },
  };
}

const sizes = async (simulator: Simulator): Promise<readonly (number | undefined)[]> => {
  const listing = new DescribeDBLogFilesCommand({ DBInstanceIdentifier: "aurora-1" });
  const { DescribeDBLogFiles } = await rdsClient(simulator).send(listing);
  return (DescribeDBLogFiles ?? []).map((file) => file.Size);
};

describe("a file that changes as it is read", () => {
  test("grows once, after the reading it was told", async () => {
    const simulator = await serving(
      logFile("old\n", { modes: { grows: { afterReads: 2, bytes: Buffer.from("new\n") } } }),
    );
    expect(await sizes(simulator)).toEqual([4]);
    expect((await ask(simulator, PATH)).body.toString()).toBe("old\n");
    expect((await ask(simulator, PATH)).body.toString()).toBe("old\nnew\n");
    expect(await sizes(simulator)).toEqual([8]);
    expect(simulator.world.instances[0]?.logs[0]?.lastWritten).toBe(NOW);
  });

  test("grows lazily when it is lazy", async () => {
    const bytes: LazyBytes = { length: 10, slice: (start, end) => Buffer.from("0123456789").subarray(start, end) };
    const simulator = await serving(
      logFile("", { bytes, modes: { grows: { afterReads: 1, bytes: Buffer.from("abc") } } }),
    );
    await sizes(simulator);
    expect((await ask(simulator, PATH)).body.toString()).toBe("0123456789abc");
  });

  test("comes to mean other bytes, or is gone", async () => {
    const rotated = await serving(
      logFile("old\n", { modes: { rotates: { afterReads: 1, bytes: Buffer.from("other\n") } } }),
    );
    expect(await sizes(rotated)).toEqual([4]);
    expect((await ask(rotated, PATH)).body.toString()).toBe("other\n");
    const deleted = await serving(logFile("old\n", { modes: { rotates: { afterReads: 1, bytes: null } } }));
    expect(await sizes(deleted)).toEqual([4]);
    expect((await ask(deleted, PATH)).status).toBe(404);
    expect(await sizes(deleted)).toEqual([]);
  });
});

test("a connection that was closed by the reader does not disturb the next", async () => {
  const simulator = await serving(logFile("", { bytes: patterned(50 * 1024 * 1024) }));
  const signed = await sign(simulator, PATH);
  await new Promise<void>((resolve) => {
    const { method, path, headers } = signed;
    request(simulator.url, { method, path, headers, agent: false }, (response) => {
      response.once("data", () => {
        response.destroy();
        resolve();
      });
    }).end();
  });
  expect((await send(simulator, signed)).body.length).toBe(50 * 1024 * 1024);
});
