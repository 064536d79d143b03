/** A resolver of this process alone that knows the account's names, so that no test depends on the machine's. */
import { getServers, setServers } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { a, cname, dnsServer } from "../endpoints/dns-server.ts";

/** Starts it and makes it the only one; returns what ends it. A minute of TTL: no name is asked for twice. */
export async function ownResolver(): Promise<() => Promise<void>> {
  const server = await dnsServer((name, type) => {
    if (type !== "A") return { answers: [] };
    if (name.startsWith("aurora-")) return { answers: [a(name, "10.0.0.1", 60)] };
    const to = "aurora-2.x.eu-west-1.rds.amazonaws.com";
    return { answers: [cname(name, to, 60), a(to, "10.0.0.2", 60)] };
  });
  const before = getServers();
  use([`127.0.0.1:${server.port}`]);
  return async () => {
    use(before);
    await server.close();
  };
}

/** `setServers` makes a new resolver, of which named imports hear only so. */
function use(servers: readonly string[]): void {
  setServers(servers);
  syncBuiltinESMExports();
}
