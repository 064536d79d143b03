import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { element, ask, completeLogFile, form, send, sign } from "./hand-client.ts";
import { logFile, NOW, worldWith } from "./hand-world.ts";
import { KEY } from "./rules.ts";
import { startSimulator, type Simulator } from "./server.ts";
import { verifySignature, type SignatureContext, type WireRequest } from "./sigv4.ts";

const FILE = completeLogFile("aurora-1", "error/postgresql.log");

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator(worldWith([logFile("a line\n")]));
});
afterAll(() => simulator.close());

const example = (at: string, secret: string, accessKeyId: string, region = "us-east-1"): SignatureContext => ({
  nowMs: Date.parse(at),
  region,
  credentials: new Map([[accessKeyId, { secret, token: null, expiresMs: null }]]),
  skewMs: 900_000,
});

describe("AWS's own examples", () => {
  test("the IAM ListUsers request of the signing guide", () => {
    const request: WireRequest = {
      method: "GET",
      target: "/?Action=ListUsers&Version=2010-05-08",
      headers: {
        host: "iam.amazonaws.com",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-amz-date": "20150830T123600Z",
        authorization:
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
          "SignedHeaders=content-type;host;x-amz-date, " +
          "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
      },
      body: Buffer.alloc(0),
    };
    const context = example("2015-08-30T12:36:00Z", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AKIDEXAMPLE");
    expect(verifySignature(request, context)).toEqual({ ok: true, service: "iam", accessKeyId: "AKIDEXAMPLE" });
  });

  test("the presigned GetObject of the S3 reference", () => {
    const request: WireRequest = {
      method: "GET",
      target:
        "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
      headers: { host: "examplebucket.s3.amazonaws.com" },
      body: Buffer.alloc(0),
    };
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const context = (at: string): SignatureContext => example(at, secret, "AKIAIOSFODNN7EXAMPLE");
    expect(verifySignature(request, context("2013-05-24T23:00:00Z"))).toMatchObject({ ok: true, service: "s3" });
    expect(verifySignature(request, context("2013-05-25T00:00:01Z"))).toMatchObject({ trouble: "expired-url" });
  });

  test("the GetObject with a range of the S3 reference", () => {
    const request: WireRequest = {
      method: "GET",
      target: "/test.txt",
      headers: {
        host: "examplebucket.s3.amazonaws.com",
        range: "bytes=0-9",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date": "20130524T000000Z",
        authorization:
          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request," +
          "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date," +
          "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
      },
      body: Buffer.alloc(0),
    };
    const context = example("2013-05-24T00:00:00Z", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AKIAIOSFODNN7EXAMPLE");
    expect(verifySignature(request, context)).toMatchObject({ ok: true });
    expect(
      verifySignature({ ...request, headers: { ...request.headers, range: "bytes=0-99" } }, context),
    ).toMatchObject({
      trouble: "mismatch",
    });
  });
});

/** The signature with another last digit, whatever it is. */
function withAnotherEnd(authorization: string): string {
  return authorization.slice(0, -1) + (authorization.endsWith("0") ? "1" : "0");
}

describe("a signed header", () => {
  test("is accepted for a form and for a GET", async () => {
    expect((await ask(simulator, "/", form("DescribeDBClusters"))).status).toBe(200);
    const file = await ask(simulator, FILE);
    expect([file.status, file.body.toString()]).toEqual([200, "a line\n"]);
  });

  test("covers the body, the path, the method and every signed header", async () => {
    const call = await sign(simulator, "/", form("DescribeDBClusters"));
    const get = await sign(simulator, FILE);
    const other = completeLogFile("aurora-1", "error/postgresql.log.2");
    const tampered = [
      { ...call, body: call.body.replace("Clusters", "Instances") },
      { ...get, path: other },
      { ...get, path: `${get.path}?x=1` },
      { ...get, method: "DELETE" },
      { ...get, headers: { ...get.headers, "x-amz-date": "20261121T200001Z" } },
      { ...get, headers: { ...get.headers, authorization: withAnotherEnd(get.headers["authorization"] ?? "") } },
    ];
    for (const request of tampered) {
      const answer = await send(simulator, request);
      expect(answer.status).toBe(403);
      expect(element(answer.body, "Code")).toBe("SignatureDoesNotMatch");
    }
  });

  test("with another secret is no signature of that key", async () => {
    const answer = await ask(simulator, FILE, { key: { ...KEY, secretAccessKey: "guessed" } });
    expect(element(answer.body, "Code")).toBe("SignatureDoesNotMatch");
  });

  test("of an unknown key, or with a token the key does not have, is refused as such", async () => {
    const unknown = await ask(simulator, FILE, { key: { ...KEY, accessKeyId: "AKIAUNKNOWN" } });
    const token = await ask(simulator, FILE, { key: { ...KEY, sessionToken: "made up" } });
    for (const answer of [unknown, token]) {
      expect(answer.status).toBe(403);
      expect(element(answer.body, "Code")).toBe("InvalidClientTokenId");
    }
  });

  test("for another region or service does not hold here", async () => {
    const region = await ask(simulator, FILE, { region: "us-east-1" });
    expect(element(region.body, "Message")).toBe("Credential should be scoped to a valid region.");
    const service = await ask(simulator, FILE, { service: "ec2" });
    expect(service.status).toBe(403);
  });

  test("holds for fifteen minutes either way, and the refusal carries the account's clock", async () => {
    const minute = 60_000;
    for (const offset of [-15 * minute, 15 * minute]) {
      expect((await ask(simulator, FILE, { at: NOW + offset })).status).toBe(200);
    }
    const old = await ask(simulator, FILE, { at: NOW - 16 * minute });
    expect([old.status, element(old.body, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
    expect(element(old.body, "Message")).toBe(
      "Signature expired: 20261121T194400Z is now earlier than 20261121T194500Z (20261121T200000Z - 15 min.)",
    );
    expect(old.headers.date).toBe("Sat, 21 Nov 2026 20:00:00 GMT");
    const early = await ask(simulator, FILE, { at: NOW + 16 * minute });
    expect(element(early.body, "Message")).toContain("Signature not yet current");
  });

  test("must be there", async () => {
    const answer = await send(simulator, { method: "GET", path: FILE, headers: {}, body: "" });
    expect([answer.status, element(answer.body, "Code")]).toEqual([403, "MissingAuthenticationToken"]);
  });

  test("must cover the host and every x-amz header", async () => {
    const signed = await sign(simulator, FILE);
    const added = { ...signed, headers: { ...signed.headers, "x-amz-added": "later" } };
    expect((await send(simulator, added)).status).toBe(403);
    const authorization = signed.headers["authorization"]?.replace("host;", "") ?? "";
    const hostless = { ...signed, headers: { ...signed.headers, authorization } };
    expect(element((await send(simulator, hostless)).body, "Message")).toContain("'Host'");
  });

  test("that is not written as one is told so", async () => {
    for (const authorization of ["Basic eDp5", "AWS4-HMAC-SHA256 Credential=x", "AWS4-HMAC-SHA256 "]) {
      const headers = { authorization, "x-amz-date": "20261121T200000Z" };
      const answer = await send(simulator, { method: "GET", path: FILE, headers, body: "" });
      expect([answer.status, element(answer.body, "Code")]).toEqual([400, "IncompleteSignature"]);
    }
  });
});

describe("temporary credentials", () => {
  const key = { accessKeyId: "ASIATEMPORARY", secretAccessKey: "temporary", sessionToken: "to/ken+==" };

  test("hold until they expire, with their token only", async () => {
    const credential = { secret: key.secretAccessKey, token: key.sessionToken, expiresMs: NOW + 1 };
    simulator.rules.credentials.set(key.accessKeyId, credential);
    expect((await ask(simulator, FILE, { key })).status).toBe(200);
    const { accessKeyId, secretAccessKey } = key;
    const tokenless = await ask(simulator, FILE, { key: { accessKeyId, secretAccessKey } });
    expect(element(tokenless.body, "Code")).toBe("InvalidClientTokenId");
    simulator.rules.credentials.set(key.accessKeyId, { ...credential, expiresMs: NOW });
    const expired = await ask(simulator, FILE, { key });
    expect([expired.status, element(expired.body, "Code")]).toEqual([403, "ExpiredToken"]);
  });
});

describe("a presigned URL", () => {
  test("is accepted with and without a token, until it expires", async () => {
    expect((await ask(simulator, FILE, { presignSeconds: 60 })).body.toString()).toBe("a line\n");
    const key = { accessKeyId: "ASIAURL", secretAccessKey: "url", sessionToken: "to/ken+==" };
    simulator.rules.credentials.set(key.accessKeyId, { secret: "url", token: key.sessionToken, expiresMs: null });
    expect((await ask(simulator, FILE, { presignSeconds: 60, key })).status).toBe(200);
    const late = await ask(simulator, FILE, { presignSeconds: 60, at: NOW - 61_000 });
    expect([late.status, element(late.body, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
    expect(element(late.body, "Message")).toContain("Signature expired");
  });

  test("is refused when a parameter was changed or added", async () => {
    const signed = await sign(simulator, FILE, { presignSeconds: 60 });
    const longer = { ...signed, path: signed.path.replace("X-Amz-Expires=60", "X-Amz-Expires=600") };
    expect(longer.path).not.toBe(signed.path);
    const added = { ...signed, path: `${signed.path}&Marker=0` };
    for (const request of [longer, added]) {
      expect(element((await send(simulator, request)).body, "Code")).toBe("SignatureDoesNotMatch");
    }
  });
});

test("paths with blanks, percent signs and plus signs are signed the same way on both sides", async () => {
  const name = "error/a b%2f+c~(1)'.log";
  const other = await startSimulator(worldWith([logFile("odd\n", { name })]));
  try {
    const answer = await ask(other, completeLogFile("aurora-1", name));
    expect([answer.status, answer.body.toString()]).toEqual([200, "odd\n"]);
  } finally {
    await other.close();
  }
});
