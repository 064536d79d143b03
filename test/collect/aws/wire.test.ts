import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { LARGEST_ANSWER_BYTES } from "../../../src/collect/aws/body-stream.ts";
import { pages } from "../../../src/collect/pages.ts";
import { TryAgain } from "../../../src/collect/calls.ts";
import { openStub } from "./stub.ts";

const xml = { "content-type": "text/xml", "x-amzn-requestid": "11111111-1111-1111-1111-111111111111" };
const json = { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "1-1" };
const events = (inside: string) =>
  `<DescribeEventsResponse><DescribeEventsResult>${inside}</DescribeEventsResult></DescribeEventsResponse>`;

async function all(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("the wire", () => {
  test("a bucket of another region is asked for there, and the next time at once", async () => {
    const regions: (string | undefined)[] = [];
    const aws = await openStub((request, response) => {
      const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
      regions.push(region);
      if (region === "us-west-2") response.end("bytes");
      else
        response
          .writeHead(301, { "x-amz-bucket-region": "us-west-2", "x-amz-request-id": "1" })
          .end("<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>");
    });
    for (let index = 0; index < 2; index++) {
      const outcome = await aws.attempt("GetObject", "o", async () => all((await aws.object("logs", "a")).body));
      expect(outcome.ok && outcome.value.toString()).toBe("bytes");
    }
    expect(regions).toEqual(["eu-west-1", "us-west-2", "us-west-2"]);
  });

  test("a region that is no name of one is not gone to", async () => {
    let asked = 0;
    const aws = await openStub((_request, response) => {
      asked++;
      response
        .writeHead(301, { "x-amz-bucket-region": "evil.example/", "x-amz-request-id": "1" })
        .end("<Error><Code>PermanentRedirect</Code></Error>");
    });
    const outcome = await aws.call("ListObjectsV2", { Bucket: "logs" }, "b");
    expect(outcome.ok ? null : [outcome.failure.kind, outcome.failure.code]).toEqual(["refused", "PermanentRedirect"]);
    expect(asked).toBe(1);
  });

  test("it waits as long as AWS asks to", async () => {
    let asked = 0;
    const aws = await openStub((_request, response) => {
      if (asked++ === 0)
        response
          .writeHead(503, { ...xml, "retry-after": "1" })
          .end("<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>");
      else response.writeHead(200, xml).end(events("<Events/>"));
    });
    const sinceMs = performance.now();
    expect((await aws.call("DescribeEvents", {}, "e")).ok).toBe(true);
    expect(performance.now() - sinceMs).toBeGreaterThan(990);
    const hurried = await openStub((_request, response) => {
      response
        .writeHead(400, { ...xml, "retry-after": "3600" })
        .end("<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>");
    });
    const outcome = await hurried.call("DescribeEvents", {}, "e");
    expect(outcome.ok ? null : [outcome.failure.kind, outcome.failure.attempts]).toEqual(["throttled", 1]);
  });

  test("blanks between elements lose nothing", async () => {
    const body = events(
      "  <Events> <Event>\t<Message>a &gt;   </Message>  <SourceIdentifier>   </SourceIdentifier> </Event>   </Events>  ",
    );
    const aws = await openStub((_request, response) => response.writeHead(200, xml).end(body));
    const outcome = await aws.call("DescribeEvents", {}, "e", { keepRaw: true });
    expect(outcome.ok && outcome.value.Events).toEqual([{ Message: "a >   ", SourceIdentifier: "   " }]);
    expect(outcome.ok && Buffer.from(outcome.facts.raw ?? []).toString()).toBe(body);
  });

  test("an answer larger than any of AWS's is not read to its end", async () => {
    const chunk = Buffer.alloc(1 << 20, "x");
    let sent = 0;
    const aws = await openStub((_request, response) => {
      response.writeHead(200, json);
      const more = () => {
        while (!response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return;
        }
      };
      response.on("drain", more);
      more();
    });
    const outcome = await aws.call("LookupEvents", {}, "t");
    expect(outcome.ok ? null : [outcome.failure.kind, outcome.failure.attempts]).toEqual(["malformed", 1]);
    expect(sent).toBeLessThan(LARGEST_ANSWER_BYTES + (16 << 20));
  });

  test("a file is not read faster than it is taken", async () => {
    const chunk = Buffer.alloc(1 << 16, "x");
    let sent = 0;
    const total = 64 << 20;
    const aws = await openStub((_request, response) => {
      const more = () => {
        while (sent < total) {
          sent += chunk.length;
          if (!response.write(chunk)) return;
        }
        response.end();
      };
      response.on("drain", more);
      more();
    });
    const outcome = await aws.attempt("DownloadCompleteDBLogFile", "f", async (send) => {
      const body = (await send({ method: "GET", path: "/v13/downloadCompleteLogFile/a/b" })).body;
      let length = 0;
      for await (const part of body) {
        if (length === 0) await expect.poll(() => sent, { interval: 100 }).toBe(sent);
        if (length === 0) expect(sent).toBeLessThan(32 << 20);
        length += part.length;
      }
      return length;
    });
    expect(outcome.ok && outcome.value).toBe(total);
  });

  test("a body that is not read to its end leaves no connection behind", async () => {
    let open = 0;
    const aws = await openStub((_request, response) => {
      open++;
      response.on("close", () => open--);
      response.write("the beginning");
    });
    const outcome = await aws.attempt(
      "DownloadCompleteDBLogFile",
      "f",
      async (send) => (await send({ method: "GET", path: "/a" })).status,
    );
    expect(outcome.ok && outcome.value).toBe(200);
    await expect.poll(() => open).toBe(0);
  });

  test("a reader who takes longer than the stall timeout is no stall", async () => {
    const aws = await openStub((_request, response) => response.end(Buffer.alloc(1 << 20)), {
      timeouts: { firstByteMs: 10_000, stallMs: 100 },
    });
    const outcome = await aws.attempt("DownloadCompleteDBLogFile", "f", async (send, attempt) => {
      let length = 0;
      for await (const part of (await send({ method: "GET", path: "/a" })).body) {
        if (length === 0) await new Promise((resolve) => setTimeout(resolve, 400));
        length += part.length;
      }
      return [length, attempt];
    });
    expect(outcome.ok && outcome.value).toEqual([1 << 20, 1]);
  });

  test.each(["/a b", "/../x", "/a/%2e%2E/b", "a"])("the path %j is a bug", async (path) => {
    const aws = await openStub((_request, response) => response.end());
    await expect(
      aws.attempt("DownloadCompleteDBLogFile", "f", (send) => send({ method: "GET", path })),
    ).rejects.toBeInstanceOf(RangeError);
  });

  test("a caller's own TryAgain is tried again, and its kind is what remains", async () => {
    const aws = await openStub((_request, response) => response.end("short"));
    const attempts: number[] = [];
    const outcome = await aws.attempt("DownloadCompleteDBLogFile", "f", async (send, attempt) => {
      attempts.push(attempt);
      await send({ method: "GET", path: "/a" });
      throw new TryAgain("short", "5 of 10 bytes");
    });
    expect(outcome.ok ? null : outcome.failure).toMatchObject({
      kind: "short",
      message: "5 of 10 bytes",
      attempts: attempts.length,
    });
    expect(attempts.length).toBeGreaterThanOrEqual(5);
  });

  test("a page token that comes a second time ends the pages", async () => {
    let asked = 0;
    const aws = await openStub((_request, response) => {
      asked++;
      response.writeHead(200, json).end(JSON.stringify({ events: [], nextToken: asked < 3 ? `t${asked}` : "t1" }));
    });
    const kinds: (string | undefined)[] = [];
    for await (const page of pages(aws, "FilterLogEvents", { logGroupName: "g" }, "app"))
      kinds.push(page.ok ? "ok" : page.failure.kind);
    expect(kinds).toEqual(["ok", "ok", "ok", "repeated-token"]);
    expect(asked).toBe(3);
  });

  test.each(["{}", '{"Events": [}', '{"Events": "x", "Events2": [1,}', '{"status":"ok"}'])(
    "the JSON %s is none of AWS's",
    async (body) => {
      const aws = await openStub((_request, response) => response.writeHead(200, json).end(body));
      const outcome = await aws.call("LookupEvents", {}, "t");
      expect(outcome.ok ? "ok" : [outcome.failure.kind, outcome.failure.attempts]).toEqual(["malformed", 8]);
    },
  );

  test.each(["", "a/b"])("a bucket called %j is refused and not asked for", async (Bucket) => {
    let asked = 0;
    const aws = await openStub((_request, response) => {
      asked++;
      response.writeHead(404, xml).end();
    });
    const outcome = await aws.call("ListObjectsV2", { Bucket }, "b");
    expect(outcome.ok ? "ok" : [outcome.failure.kind, outcome.failure.attempts, asked]).toEqual(["refused", 1, 0]);
    const object = await aws.attempt("GetObject", "o", () => aws.object(Bucket, "key"));
    expect(object.ok ? "ok" : [object.failure.kind, asked]).toEqual(["refused", 0]);
  });

  test.each([
    ["a sign-in page with 404", 404, { "content-type": "text/html" }, "<html>no</html>", "malformed"],
    ["a redirect to a sign-in page", 302, { location: "http://portal.example/" }, "", "malformed"],
    ["a proxy that wants a password", 407, {}, "", "malformed"],
    ["AWS's 404 without words", 404, xml, "", "not-found"],
    ["AWS's 403 without words", 403, xml, "", "denied"],
    [
      "an unknown code",
      400,
      xml,
      "<ErrorResponse><Error><Code>Strange</Code><Message>x</Message></Error></ErrorResponse>",
      "refused",
    ],
    [
      "a log that is binary",
      400,
      xml,
      "<ErrorResponse><Error><Code>InvalidParameterValue</Code><Message>This file contains binary data and should be downloaded instead of viewed</Message></Error></ErrorResponse>",
      "binary",
    ],
    [
      "an instance that is paused",
      400,
      xml,
      "<ErrorResponse><Error><Code>DBInstanceNotReady</Code></Error></ErrorResponse>",
      "not-ready",
    ],
    ["JSON that is not", 400, json, '{"__type":', "refused"],
    [
      "the same root as another call",
      200,
      xml,
      "<DescribeDBClustersResponse></DescribeDBClustersResponse>",
      "malformed",
    ],
    [
      "a document cut at an element's end",
      200,
      xml,
      events("<Events/>").slice(0, -"</DescribeEventsResponse>".length),
      "malformed",
    ],
  ])("%s is %d: %s", async (_what, status, headers, body, kind) => {
    const aws = await openStub((_request, response) =>
      response.writeHead(status, headers as Record<string, string>).end(body),
    );
    const outcome = await aws.call("DescribeEvents", {}, "e");
    expect(outcome.ok ? "ok" : outcome.failure.kind).toBe(kind);
  });
});
