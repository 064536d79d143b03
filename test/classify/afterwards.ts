// Facts of a story with what no story can say yet: whose session a refused one was, and what documents state.
import { defaultOptions } from "../../src/analyze/index.ts";
import { scenesOf, type Scene } from "../../src/classify/scene.ts";
import type {
  ClientFacts,
  ClientSession,
  Documents,
  EndpointRecord,
  Exhibit,
  Facts,
  Pooler,
} from "../../src/model/index.ts";
import type { App, CaseFile, Server } from "../incident.ts";
import { factsOf, us } from "../reconstruct/facts.ts";

export type Story = readonly (Server | App | CaseFile)[];

/** The scene of a story's first incident, with changed facts. */
export async function sceneOf(story: Story, change: (facts: Facts) => Facts = (facts) => facts): Promise<Scene> {
  const [scene] = scenesOf(change(await factsOf(...story)), defaultOptions.thresholds);
  if (scene === undefined) throw new Error("nothing happened in the story");
  return scene;
}

export function clientIn({ facts }: Scene, id = "api/pod-1"): ClientFacts {
  const found = facts.clients.find((client) => client.id === id);
  if (found === undefined) throw new Error(`no ${id} in the story`);
  return found;
}

/** These refused sessions of an instance are this client's, as its records name their PIDs. */
export function owns(
  client: string,
  instance: string,
  pids: readonly number[],
  by: ClientSession["by"] = "backend-pid",
): (facts: Facts) => Facts {
  return (facts) => {
    const refused = facts.instances.find(({ id }) => id === instance)?.refusals?.sessions ?? [];
    const sessions = refused
      .filter(({ pid }) => pids.includes(pid))
      .map((session): ClientSession => ({ instance, session: { ...session }, by }));
    return changed(facts, client, (each) => ({ sessions: [...each.sessions, ...sessions] }));
  };
}

export function behind(client: string, pooler: Pooler): (facts: Facts) => Facts {
  return (facts) => changed(facts, client, () => ({ pooler }));
}

/** Facts of one client with something else in them. */
export function changed(facts: Facts, id: string, change: (client: ClientFacts) => Partial<ClientFacts>): Facts {
  const clients = facts.clients.map((client) => (client.id === id ? { ...client, ...change(client) } : client));
  return { ...facts, clients };
}

export function documents(part: Partial<Documents>): (facts: Facts) => Facts {
  return (facts) => ({ ...facts, documents: { ...facts.documents, ...part } });
}

export function all(...changes: readonly ((facts: Facts) => Facts)[]): (facts: Facts) => Facts {
  return (facts) => changes.reduce((sum, change) => change(sum), facts);
}

/** The writer endpoint as it resolved `at` seconds of the story. */
export function endpoint(at: number, instance: string | null, ttlSeconds: number | null = null): EndpointRecord {
  const name = "orders-prod.cluster-c9akciq32rgt.us-east-1.rds.amazonaws.com";
  return { us: us(at), name, kind: "writer", instance, ttlSeconds, addresses: [], exhibit: exhibit("api") };
}

export function exhibit(kind: Exhibit["kind"]): Exhibit {
  const source = { file: "endpoints.json", line: 1, byteOffset: 0, byteLength: 2, pointer: "/0" };
  return { kind, us: Number.NaN, instance: null, text: "as collected", source };
}
