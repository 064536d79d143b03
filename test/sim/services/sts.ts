/** STS: who signs, and temporary credentials for a role. */
import { randomBytes } from "node:crypto";
import { formOf, queryAnswer, queryError, readInput, type Input, type Shape } from "../query-protocol.ts";
import { callerArn } from "../rules.ts";
import { SimError, type Rules, type SimRequest, type SimService } from "../service.ts";
import type { World } from "../world.ts";
import type { Xml } from "../xml.ts";

const XMLNS = "https://sts.amazonaws.com/doc/2011-06-15/";
const VERSION = "2011-06-15";

const SHAPES: Readonly<Record<string, Shape>> = {
  GetCallerIdentity: {},
  AssumeRole: {
    RoleArn: "required",
    RoleSessionName: "required",
    DurationSeconds: "integer",
    ExternalId: "text",
    SerialNumber: "text",
    TokenCode: "text",
  },
};

/** The simulated STS. AssumeRole enters what it issues into `rules.credentials`. */
export const sts: SimService = {
  signingName: "sts",
  actions: { GetCallerIdentity: "sts:GetCallerIdentity", AssumeRole: "sts:AssumeRole" },
  actionOf: (request) => {
    const name = formOf(request)?.get("Action") ?? null;
    return name !== null && Object.hasOwn(SHAPES, name) ? name : null;
  },
  answer: (request, world, rules) => {
    const form = formOf(request);
    const shape = SHAPES[request.action];
    if (form === null || shape === undefined)
      throw new SimError("InvalidAction", `Could not find operation ${request.action}`);
    const input = readInput(form, shape, VERSION);
    const result =
      request.action === "AssumeRole" ? assumeRole(input, world, rules) : callerIdentity(request, world, rules);
    return queryAnswer(request.action, XMLNS, result);
  },
  error: (error, requestId) => queryError(error, XMLNS, requestId),
};

function callerIdentity(request: SimRequest, world: World, rules: Rules): readonly Xml[] {
  return [
    ["Arn", callerArn(rules, world.account, request.accessKeyId)],
    ["UserId", `AROASIMULATOR:${request.accessKeyId ?? ""}`],
    ["Account", world.account],
  ];
}

function assumeRole(input: Input, world: World, rules: Rules): readonly Xml[] {
  const role = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(input.required("RoleArn"));
  if (role === null) throw new SimError("ValidationError", `${input.required("RoleArn")} is invalid`);
  const session = input.required("RoleSessionName");
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    throw new SimError("ValidationError", `Invalid role session name: ${session}`);
  const seconds = input.integer("DurationSeconds") ?? 3600;
  if (seconds < 900 || seconds > 43_200) throw new SimError("ValidationError", `Invalid DurationSeconds: ${seconds}`);
  const id = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
  const secret = randomBytes(30).toString("base64");
  const token = randomBytes(96).toString("base64");
  const expiresMs = world.now() + seconds * 1000;
  const arn = `arn:aws:sts::${role[1]}:assumed-role/${role[2]}/${session}`;
  rules.credentials.set(id, { secret, token, expiresMs, arn });
  return [
    [
      "AssumedRoleUser",
      [
        ["AssumedRoleId", `AROASIMULATOR:${session}`],
        ["Arn", arn],
      ],
    ],
    [
      "Credentials",
      [
        ["AccessKeyId", id],
        ["SecretAccessKey", secret],
        ["SessionToken", token],
        ["Expiration", new Date(expiresMs).toISOString()],
      ],
    ],
  ];
}
