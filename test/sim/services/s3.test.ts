import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { SimAnswer } from "../service.ts";
import { s3 } from "./s3.ts";
import { answerOf, bytesOf, s3Request, smallWorld } from "./small-world.ts";

const bytes = Buffer.from([0x61, 0xe9, 0x0d, 0x0a, 0x00, 0x62]);
const keys = ["a/1", "a/2 b", "a/ü&<>", "a/sub/3", "b\u0001", "Z"];
const world = smallWorld({
  buckets: new Map([
    ["logs", new Map(keys.map((key) => [key, bytes]))],
    [
      "many",
      new Map(Array.from({ length: 2300 }, (_, n) => [`k/${String(n).padStart(5, "0")}`, Buffer.from(String(n))])),
    ],
  ]),
});

const get = (target: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): SimAnswer =>
  answerOf(s3, s3Request(s3, method, target, headers), world);
const text = (answer: SimAnswer): string => bytesOf(answer).toString("utf8");
const all = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map((match) => match[1] ?? "");
const error = (answer: SimAnswer): string => `${answer.status} ${all(text(answer), "Code").join()}`;

test("an object comes whole, with its MD5 as quoted ETag", () => {
  const answer = get("/logs/a/1");
  expect(bytesOf(answer)).toEqual(bytes);
  expect(answer.headers["etag"]).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`);
});

test("a key may be percent-encoded and may come by virtual host", () => {
  expect(get("/logs/a/2%20b").status).toBe(200);
  expect(get("/logs/a/%C3%BC%26%3C%3E").status).toBe(200);
  expect(get("/a/1", { host: "logs.s3.eu-west-1.amazonaws.com" }).status).toBe(200);
  expect(get("/a/1", { host: "logs.s3.localhost:9000" }).status).toBe(200);
  expect(error(get("/logs/%zz"))).toBe("400 InvalidURI");
});

const range = (value: string) => get("/logs/a/1", { range: value });

test("ranges are answered in part, those outside are refused", () => {
  expect([range("bytes=1-3").status, range("bytes=1-3").headers["content-range"]]).toEqual([206, "bytes 1-3/6"]);
  expect(bytesOf(range("bytes=1-3"))).toEqual(bytes.subarray(1, 4));
  expect(bytesOf(range("bytes=4-"))).toEqual(bytes.subarray(4));
  expect(bytesOf(range("bytes=-2"))).toEqual(bytes.subarray(4));
  expect(bytesOf(range("bytes=4-999"))).toEqual(bytes.subarray(4));
  expect(range("bytes=4-999").headers["content-range"]).toBe("bytes 4-5/6");
  expect(error(range("bytes=6-"))).toBe("416 InvalidRange");
  expect(error(range("bytes=-0"))).toBe("416 InvalidRange");
  for (const odd of ["bytes=3-1", "lines=1-2", "bytes=-", "bytes=0-1,3-4"]) expect(range(odd).status, odd).toBe(200);
});

test("If-Match holds an object to the bytes that were listed", () => {
  const etag = get("/logs/a/1").headers["etag"] ?? "";
  expect(get("/logs/a/1", { "if-match": etag }).status).toBe(200);
  expect(error(get("/logs/a/1", { "if-match": '"0"' }))).toBe("412 PreconditionFailed");
  expect(get("/logs/a/1", { "if-none-match": etag }).status).toBe(304);
});

test("HEAD of an object has its headers and length, and no body", () => {
  const answer = get("/logs/a/1", {}, "HEAD");
  expect([answer.status, answer.body.length, bytesOf(answer).length]).toEqual([200, 6, 0]);
  expect(answer.headers["etag"]).toBe(get("/logs/a/1").headers["etag"]);
  expect(get("/logs/gone", {}, "HEAD").status).toBe(404);
});

test("buckets and keys that are not there are told apart", () => {
  expect(error(get("/gone/a"))).toBe("404 NoSuchBucket");
  expect(error(get("/gone?list-type=2"))).toBe("404 NoSuchBucket");
  expect(error(get("/logs/gone"))).toBe("404 NoSuchKey");
  expect(get("/gone/", {}, "HEAD").status).toBe(404);
});

test("a bucket tells its region", () => {
  expect(get("/logs", {}, "HEAD").headers["x-amz-bucket-region"]).toBe("eu-west-1");
  expect(text(get("/logs?location"))).toContain(">eu-west-1</LocationConstraint>");
  const request = s3Request(s3, "GET", "/logs?location=");
  expect(text(answerOf(s3, request, { ...world, region: "us-east-1" }))).toContain('/"></LocationConstraint>');
});

test("keys are listed in byte order, escaped for XML or encoded on request", () => {
  expect(all(text(get("/logs?list-type=2")), "Key")).toEqual([
    "Z",
    "a/1",
    "a/2 b",
    "a/sub/3",
    "a/ü&amp;&lt;&gt;",
    "b&#x1;",
  ]);
  expect(all(text(get("/logs?list-type=2&encoding-type=url")), "Key")).toEqual([
    "Z",
    "a/1",
    "a/2+b",
    "a/sub/3",
    "a/%C3%BC%26%3C%3E",
    "b%01",
  ]);
  const listed = text(get("/logs?list-type=2&prefix=a%2F1"));
  expect([all(listed, "Size"), all(listed, "ETag")]).toEqual([
    ["6"],
    [`&quot;${createHash("md5").update(bytes).digest("hex")}&quot;`],
  ]);
});

test("a delimiter rolls keys up", () => {
  const listed = text(get("/logs?list-type=2&prefix=a/&delimiter=/"));
  expect(all(listed, "Key")).toEqual(["a/1", "a/2 b", "a/ü&amp;&lt;&gt;"]);
  expect(all(listed, "CommonPrefixes")).toEqual(["<Prefix>a/sub/</Prefix>"]);
  expect(all(listed, "KeyCount")).toEqual(["4"]);
});

test("a list has at most 1,000 keys and a token for the rest", () => {
  const found: string[] = [];
  let token = "";
  const sizes: number[] = [];
  do {
    const continued = token === "" ? "" : `&continuation-token=${encodeURIComponent(token)}`;
    const page = text(get(`/many?list-type=2&prefix=k/&max-keys=5000${continued}`));
    sizes.push(all(page, "Key").length);
    found.push(...all(page, "Key"));
    expect(all(page, "IsTruncated")).toEqual([String(sizes.length < 3)]);
    token = all(page, "NextContinuationToken")[0] ?? "";
  } while (token !== "");
  expect(sizes).toEqual([1000, 1000, 300]);
  expect(new Set(found).size).toBe(2300);
  expect(error(get("/many?list-type=2&continuation-token=x"))).toBe("400 InvalidArgument");
  expect(all(text(get("/many?list-type=2&start-after=k/02297")), "Key")).toEqual(["k/02298", "k/02299"]);
});

test("what is neither a list nor an object is not answered", () => {
  expect(s3Request(s3, "PUT", "/logs/a/1").action).toBe("");
  expect(s3Request(s3, "DELETE", "/logs/a/1").action).toBe("");
  expect(s3Request(s3, "GET", "/logs").action).toBe("");
  expect(error(get("/logs/a/1", {}, "PUT"))).toBe("405 MethodNotAllowed");
  expect(error(get("/logs?list-type=2&maxkeys=5"))).toBe("400 InvalidArgument");
  expect(error(get("/logs?list-type=2&max-keys=-1"))).toBe("400 InvalidArgument");
  expect(error(get("/logs?list-type=2&encoding-type=base64"))).toBe("400 InvalidArgument");
  expect(error(get("/logs/a/1?versionId=3"))).toBe("400 InvalidArgument");
  expect(get("/logs/a/1?x-id=GetObject&X-Amz-Signature=1").status).toBe(200);
});
