import { SimError, type SimAnswer, type SimRequest, type SimService } from "../service.ts";
import type { World } from "../world.ts";
import { s3Address } from "./s3-address.ts";
import { listAnswer } from "./s3-list.ts";
import { objectAnswer } from "./s3-object.ts";
import { xmlAnswer, xmlDocument } from "./s3-xml.ts";

/** Query parameters of each action; S3 would ignore others, the simulator does not. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  ListObjectsV2: ["list-type", "prefix", "delimiter", "continuation-token", "start-after", "max-keys", "encoding-type"],
  GetBucketLocation: ["location"],
  HeadBucket: [],
  GetObject: [],
  HeadObject: [],
};

/** S3, as far as reading objects goes: REST and XML, path-style or virtual-host. */
export const s3: SimService = {
  signingName: "s3",
  actions: {
    ListObjectsV2: "s3:ListBucket",
    HeadBucket: "s3:ListBucket",
    GetBucketLocation: "s3:GetBucketLocation",
    GetObject: "s3:GetObject",
    HeadObject: "s3:GetObject", // IAM has no action of its own for it
  },
  actionOf,
  answer(request, world) {
    const known = Object.hasOwn(parameters, request.action) ? parameters[request.action] : undefined;
    if (known === undefined) {
      const message = "The specified method is not allowed against this resource.";
      throw new SimError("MethodNotAllowed", message, 405);
    }
    for (const name of request.query.keys()) {
      // x-id is the SDK's own note of the action, X-Amz-* is a presigned signature.
      if (known.includes(name) || name === "x-id" || name.startsWith("X-Amz-")) continue;
      throw new SimError("InvalidArgument", `the simulator knows no parameter ${name} of ${request.action}`, 400);
    }
    return answered(request, world);
  },
  error(error, requestId) {
    const nodes = [
      ["Code", error.code],
      ["Message", error.message],
      ["RequestId", requestId],
      ["HostId", Buffer.from(requestId).toString("base64")],
    ] as const;
    return xmlAnswer(error.status, xmlDocument("Error", nodes, false), { "x-amz-request-id": requestId });
  },
};

function actionOf(request: Omit<SimRequest, "action">): string | null {
  const isBucket = !isObject(request);
  if (request.method === "HEAD") return isBucket ? "HeadBucket" : "HeadObject";
  if (request.method !== "GET") return null;
  if (!isBucket) return "GetObject";
  if (request.query.get("list-type") === "2") return "ListObjectsV2";
  return request.query.has("location") ? "GetBucketLocation" : null;
}

function isObject(request: Omit<SimRequest, "action">): boolean {
  try {
    return s3Address(request).key !== "";
  } catch {
    return true; // answered as GetObject, with the error in S3's words
  }
}

function answered(request: SimRequest, world: World): SimAnswer {
  const { bucket: name, key } = s3Address(request);
  const bucket = world.buckets.get(name);
  if (bucket === undefined) throw new SimError("NoSuchBucket", "The specified bucket does not exist", 404);
  switch (request.action) {
    case "ListObjectsV2":
      return listAnswer(request, name, bucket);
    case "HeadBucket":
      return { status: 200, headers: { "x-amz-bucket-region": world.region }, body: Buffer.alloc(0) };
    case "GetBucketLocation": {
      // us-east-1 is the empty location.
      const region = world.region === "us-east-1" ? "" : world.region;
      return xmlAnswer(200, xmlDocument("LocationConstraint", region));
    }
    default: {
      const bytes = bucket.get(key);
      if (bytes === undefined) throw new SimError("NoSuchKey", "The specified key does not exist.", 404);
      const answer = objectAnswer(request, bytes);
      // HEAD tells the length of what it does not send.
      return request.action === "HeadObject" ? { ...answer, body: { length: answer.body.length, chunks: [] } } : answer;
    }
  }
}
