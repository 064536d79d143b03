import { isIP } from "node:net";
import type { Target } from "../context.ts";
import { plainName } from "./dns-question.ts";

/** A name that clients may connect to, and what AWS or the configuration calls it. */
export interface EndpointName {
  readonly name: string;
  readonly type: "writer" | "reader" | "custom" | "instance" | "proxy" | "configured";
}

/**
 * Every endpoint of the target, of the proxies in front of it and of the configuration, each name once, in this order.
 *
 * @param configured host names, a port behind them is no part of them
 */
export function endpointNames(
  { cluster, members }: Target,
  proxies: readonly (string | null)[],
  configured: readonly string[],
): { readonly names: readonly EndpointName[]; readonly refused: readonly string[] } {
  const wanted: readonly (readonly [EndpointName["type"], string | null | undefined])[] = [
    ["writer", cluster?.Endpoint],
    ["reader", cluster?.ReaderEndpoint],
    ...(cluster?.CustomEndpoints ?? []).map((name) => ["custom", name] as const),
    ...members.map(({ described }) => ["instance", described?.Endpoint?.Address] as const),
    ...proxies.map((name) => ["proxy", name] as const),
    ...configured.map((name) => ["configured", name.trim().replace(/:\d+$/, "")] as const),
  ];
  const names = new Map<string, EndpointName>();
  const refused: string[] = [];
  for (const [type, written] of wanted) {
    if (written === null || written === undefined || written === "") continue;
    const name = plainName(written);
    if (!isHostName(name)) refused.push(written);
    else if (!names.has(name)) names.set(name, { name, type });
  }
  return { names: [...names.values()], refused };
}

/** What can be asked of DNS: labels of 63 bytes, 253 in all; `_` is no host's, but people use it. */
function isHostName(name: string): boolean {
  return (
    name.length <= 253 &&
    isIP(name) === 0 &&
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(name)
  );
}
