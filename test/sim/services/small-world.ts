import { SimError, type SimAnswer, type SimRequest, type SimService } from "../service.ts";
import { defaultRules } from "../rules.ts";
import { emptyWorld, NOW } from "../hand-world.ts";
import type { Instance, World } from "../world.ts";

/** 2026-11-21T20:00:00Z: the clock of the small world. */
export const nowMs = NOW;

/** An empty account with that clock, and what a test puts into it. */
export function smallWorld(filled: Partial<World> = {}): World {
  return emptyWorld(filled);
}

/** An instance of which only the resource id and Performance Insights matter. */
export function instance(resourceId: string, performanceInsights: boolean): Instance {
  return {
    id: resourceId.toLowerCase(),
    cluster: null,
    engine: "aurora-postgresql",
    engineVersion: "16.4",
    status: "available",
    instanceClass: "db.r6g.large",
    resourceId,
    parameterGroup: "default.aurora-postgresql16",
    endpoint: "x.eu-west-1.rds.amazonaws.com",
    performanceInsights,
    monitoringInterval: 0,
    logExports: [],
    multiAz: false,
    more: {},
    logs: [],
  };
}

const protocols: Readonly<Record<string, readonly [target: string, version: string]>> = {
  logs: ["Logs_20140328", "1.1"],
  monitoring: ["GraniteServiceVersion20100801", "1.0"],
  cloudtrail: ["CloudTrail_20131101", "1.1"],
  pi: ["PerformanceInsightsv20180227", "1.1"],
};

/** A request of a JSON service as the server would hand it over. */
export function jsonRequest(service: SimService, action: string, body: unknown): SimRequest {
  const [target, version] = protocols[service.signingName] ?? ["", ""];
  return {
    service: service.signingName,
    action,
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "content-type": `application/x-amz-json-${version}`, "x-amz-target": `${target}.${action}` },
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  };
}

/** A request of S3, by method and target, as the server would hand it over. */
export function s3Request(
  service: SimService,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): SimRequest {
  const [path = "/", query = ""] = target.split("?", 2);
  const raw = {
    service: "s3",
    method,
    path,
    query: new URLSearchParams(query),
    headers: { host: "s3.eu-west-1.amazonaws.com", ...headers },
    body: Buffer.alloc(0),
  };
  return { ...raw, action: service.actionOf(raw) ?? "" };
}

/** The answer; a refusal is written as the server would have it written. */
export function answerOf(service: SimService, request: SimRequest, world: World): SimAnswer {
  try {
    return service.answer(request, world, defaultRules());
  } catch (error) {
    if (error instanceof SimError) return service.error(error, "00000000-0000-0000-0000-000000000000");
    throw error;
  }
}

/** The body of an answer as bytes. */
export function bytesOf(answer: SimAnswer): Buffer {
  return Buffer.isBuffer(answer.body) ? answer.body : Buffer.concat([...answer.body.chunks]);
}

/** Asks a JSON service and reads the answer's JSON. */
export function ask(service: SimService, action: string, body: unknown, world: World): unknown {
  return JSON.parse(bytesOf(answerOf(service, jsonRequest(service, action, body), world)).toString());
}

/** `code: message` of a refusal, or "accepted". */
export function refusalOf(service: SimService, action: string, body: unknown, world: World): string {
  const answer = answerOf(service, jsonRequest(service, action, body), world);
  if (answer.status === 200) return "accepted";
  const { message } = JSON.parse(bytesOf(answer).toString()) as { readonly message: string };
  return `${answer.status} ${answer.headers["x-amzn-errortype"]}: ${message}`;
}
