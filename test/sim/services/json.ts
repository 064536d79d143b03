import { z } from "zod";
import { SimError, type SimAnswer, type SimRequest, type SimService } from "../service.ts";
import type { World } from "../world.ts";
import { refusedInput, type RefusedInput } from "./refused-input.ts";
import { jsonError } from "./json-error.ts";

/** What tells one JSON service of AWS from another on the wire. */
export interface JsonProtocol {
  readonly signingName: string;
  /** What may precede the action in `x-amz-target`; the first is the SDK's, others are botocore's. */
  readonly targets: readonly string[];
  readonly version: "1.0" | "1.1";
  /** `cloudwatch` in `cloudwatch:GetMetricData`; not always the signing name. */
  readonly iamPrefix: string;
  /** Set for an awsQueryCompatible service: its errors are absolute shape ids and carry the query code in a header. */
  readonly namespace?: string;
  /** The error this service answers to input that its model forbids. */
  readonly invalid: (refused: RefusedInput) => SimError;
}

type Run = (body: unknown, world: World, invalid: JsonProtocol["invalid"]) => object;

/** An action: input is checked against `shape` before `run` sees it; what `run` returns is the answer's JSON. */
export function action<Shape extends z.ZodType>(
  shape: Shape,
  run: (input: z.output<Shape>, world: World) => object,
): Run {
  return (body, world, invalid) => {
    const parsed = shape.safeParse(body, { reportInput: true });
    if (parsed.success) return run(parsed.data, world);
    throw invalid(refusedInput(parsed.error));
  };
}

/** A member that holds a time: epoch seconds with a fraction on the wire, epoch ms in the handler. */
export const epochSeconds = z.number().transform((seconds) => Math.round(seconds * 1000));

/** A service of the AWS JSON protocols (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). */
export function jsonService(protocol: JsonProtocol, runs: Readonly<Record<string, Run>>): SimService {
  const mediaType = `application/x-amz-json-${protocol.version}`;
  return {
    signingName: protocol.signingName,
    actions: Object.fromEntries(Object.keys(runs).map((name) => [name, `${protocol.iamPrefix}:${name}`])),
    actionOf: (request) => actionOf(protocol.targets, request),
    answer(request, world) {
      requireMediaType(request, mediaType);
      if (request.method !== "POST" || request.path !== "/") {
        throw new SimError("UnknownOperationException", `${protocol.signingName} answers POST / only`);
      }
      const run = Object.hasOwn(runs, request.action) ? runs[request.action] : undefined;
      if (run === undefined) throw new SimError("UnknownOperationException", `Unknown operation ${request.action}`);
      return json(200, mediaType, run(parseBody(request.body), world, protocol.invalid));
    },
    error: (error, requestId) => jsonError(error, requestId, mediaType, protocol.namespace),
  };
}

function actionOf(targets: readonly string[], request: Omit<SimRequest, "action">): string | null {
  const target = request.headers["x-amz-target"] ?? "";
  for (const prefix of targets) {
    if (target.startsWith(`${prefix}.`)) return target.slice(prefix.length + 1);
  }
  // smithy-rpc-v2-cbor names its action in the path: named here so that the 415 below is told of that action.
  return /^\/service\/[^/]+\/operation\/(\w+)$/.exec(request.path)?.[1] ?? null;
}

function requireMediaType(request: SimRequest, mediaType: string): void {
  const sent = request.headers["content-type"] ?? "none";
  if (sent === mediaType) return;
  // A switch of the SDK to another protocol (CBOR for CloudWatch) shall be noticed, not half understood.
  const message = `the simulator speaks ${mediaType} for ${request.service}, not ${sent}`;
  throw new SimError("UnsupportedMediaTypeException", message, 415);
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new SimError("SerializationException", `the body is not JSON: ${String(cause)}`);
  }
}

function json(status: number, mediaType: string, value: object): SimAnswer {
  return { status, headers: { "content-type": mediaType }, body: Buffer.from(JSON.stringify(value)) };
}
