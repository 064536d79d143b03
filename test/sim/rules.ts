/** The rules of a run before a test changes them. */
import type { Rules, SimService } from "./service.ts";

/** A key that the simulator knows from the start; it proves nothing outside of it. */
export const KEY = {
  accessKeyId: "AKIASIMULATOR0000001",
  secretAccessKey: "simulator/secret/access/key/0000000001",
} as const;

/** Nothing fails, nothing is denied; LookupEvents 2/s and FilterLogEvents 25/s as AWS has them. */
export function defaultRules(): Rules {
  return {
    faults: [],
    denied: new Set(),
    throttles: new Map([
      ["cloudtrail:LookupEvents", { perSecond: 2, burst: 2 }],
      ["logs:FilterLogEvents", { perSecond: 25, burst: 25 }],
    ]),
    credentials: new Map([[KEY.accessKeyId, { secret: KEY.secretAccessKey, token: null, expiresMs: null }]]),
  };
}

/** Who signs, when the credential does not say: the on-call role of the account. */
export function callerArn(rules: Rules, account: string, accessKeyId: string | undefined): string {
  const named = accessKeyId === undefined ? undefined : rules.credentials.get(accessKeyId)?.arn;
  return named ?? `arn:aws:sts::${account}:assumed-role/oncall/session`;
}

/** What IAM calls an action of a service; an action it does not list is called by its own name. */
export function iamAction(service: SimService, action: string): string {
  return service.actions[action] ?? `${service.signingName}:${action}`;
}
