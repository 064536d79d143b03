/** One request from signature to answer, in AWS's order: signature, action, throttling, permission, parameters. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { resourceArn } from "./arn.ts";
import { deniedMessage, faultError } from "./faults.ts";
import { aboutRequest, attemptedAction, type OpenEntry } from "./journal.ts";
import { protocolOf, refusal } from "./refusal.ts";
import { callerArn, iamAction } from "./rules.ts";
import { send } from "./send.ts";
import { SIGNING_NAMES, type ServiceLoader } from "./service-list.ts";
import {
  SimError,
  type Fault,
  type JournalEntry,
  type Rules,
  type SimAnswer,
  type SimRequest,
  type SimService,
} from "./service.ts";
import { verifySignature, type Verified, type WireRequest } from "./sigv4.ts";
import type { World } from "./world.ts";

/** What a running simulator holds. */
export interface Inside {
  readonly world: World;
  readonly rules: Rules;
  readonly journal: JournalEntry[];
  readonly load: ServiceLoader;
  fault(action: string): Fault["kind"] | null;
  mayCall(iamAction: string): boolean;
  readonly skewMs: number;
}

/** Answers one request and enters it in the journal. */
export async function respond(wire: WireRequest, response: ServerResponse, inside: Inside): Promise<void> {
  const { world, rules } = inside;
  const verified = verifySignature(wire, {
    nowMs: world.now(),
    region: world.region,
    credentials: rules.credentials,
    skewMs: inside.skewMs,
  });
  const raw = readRequest(wire, verified);
  const service = await serviceFor(verified.service, raw, inside.load);
  const action = service?.actionOf(raw) ?? null;
  const entry: OpenEntry = {
    service: service?.signingName ?? verified.service ?? "",
    action: action ?? attemptedAction(raw),
    about: aboutRequest(raw),
    status: 0,
    fault: null,
    bytes: 0,
  };
  inside.journal.push(entry);
  const fault = verified.ok && action !== null ? inside.fault(action) : null;
  entry.fault = fault;
  const requestId = randomUUID();
  const answer = answerOf(raw, verified, service, action, fault, inside)(requestId);
  const idHeader = entry.service === "s3" ? "x-amz-request-id" : "x-amzn-requestid";
  const headers = { [idHeader]: requestId, date: new Date(world.now()).toUTCString(), ...answer.headers };
  const full = { ...answer, headers };
  entry.status = fault === "hang" || fault === "reset" ? 0 : statusUnder(fault, full.status);
  await send(response, full, fault, rules.slowPauseMs ?? 50, (bytes) => {
    entry.bytes += bytes;
  });
}

function statusUnder(fault: Fault["kind"] | null, status: number): number {
  if (fault === "html500" || fault === "empty500") return 500;
  return fault === "html200" || fault === "empty-200" || fault === "whitespace200" ? 200 : status;
}

function readRequest(wire: WireRequest, verified: Verified): Omit<SimRequest, "action"> {
  const [path = "/", query = ""] = wire.target.split("?", 2);
  return {
    service: verified.service ?? "",
    method: wire.method,
    path,
    query: new URLSearchParams(query),
    headers: wire.headers,
    body: wire.body,
    ...(verified.ok ? { accessKeyId: verified.accessKeyId } : {}),
  };
}

/** By the credential scope; an unsigned request goes to the first service that knows its action. */
async function serviceFor(
  signingName: string | null,
  request: Omit<SimRequest, "action">,
  load: ServiceLoader,
): Promise<SimService | null> {
  if (signingName !== null) return load(signingName);
  for (const name of SIGNING_NAMES) {
    const service = await load(name);
    if (service !== null && service.actionOf({ ...request, service: name }) !== null) return service;
  }
  return null;
}

type Answer = (requestId: string) => SimAnswer;

function answerOf(
  raw: Omit<SimRequest, "action">,
  verified: Verified,
  service: SimService | null,
  action: string | null,
  fault: Fault["kind"] | null,
  inside: Inside,
): Answer {
  if (service === null) {
    const text = `${verified.ok ? "No service of that signing name here" : verified.message}\n`;
    const answer = { status: 403, headers: { "content-type": "text/plain" }, body: Buffer.from(text) };
    return () => answer;
  }
  const protocol = protocolOf(service.signingName);
  const refuse =
    (error: SimError): Answer =>
    (requestId) =>
      service.error(error, requestId);
  if (!verified.ok) return refuse(refusal(protocol, verified.trouble, verified.message));
  if (action === null) return refuse(refusal(protocol, "no-action", "The action is not valid for this endpoint."));
  const request: SimRequest = { ...raw, action };
  const iam = iamAction(service, action);
  const denied = (): string =>
    deniedMessage(
      callerArn(inside.rules, inside.world.account, verified.accessKeyId),
      iam,
      resourceArn(request, inside.world),
    );
  const instead = fault === null ? null : faultError(fault, protocol, action, denied);
  if (instead !== null) return refuse(instead);
  if (!inside.mayCall(iam)) return refuse(refusal(protocol, "throttled", "Rate exceeded"));
  if (inside.rules.denied.has(iam)) return refuse(refusal(protocol, "denied", denied()));
  try {
    const answer = service.answer(request, inside.world, inside.rules);
    return () => answer;
  } catch (error) {
    if (error instanceof SimError) return refuse(error);
    throw error;
  }
}
