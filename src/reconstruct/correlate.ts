import type { Attribution, ClientClock, ClientSession, Pooler, Refusals, SignatureId, Stream } from "../model/index.ts";
import { attributionsOf } from "./attribution/attributions.ts";
import { type InstanceAddresses, instanceAddresses } from "./attribution/instance-addresses.ts";
import { type OwnLine, ownLineFinder, type OwnLineOf } from "./attribution/own-lines.ts";
import { clockOf } from "./clock/client-clock.ts";
import { pairClients } from "./clock/pairs.ts";
import type { Input } from "./context.ts";
import { poolerOf } from "./pooler/pooler.ts";
import { ownerFinder } from "./sessions/client-names.ts";
import { clientSessionsOf, sessionFinder } from "./sessions/client-sessions.ts";
import { type ServerSession, sessionsOf } from "./sessions/server-sessions.ts";
import { type AssumedZone, assumedZones } from "./zone-assumption.ts";

/** What ties a client to the instances. */
export interface ClientLink {
  readonly clock: ClientClock;
  readonly attributions: readonly Attribution[];
  readonly sessions: readonly ClientSession[];
  readonly pooler: Pooler | null;
}

/** Clients against servers: computed once, asked twice. Clocks and zones come first, because links need times that compare. */
export interface Correlations {
  readonly clockOf: (client: Stream) => ClientClock;
  /** Zones taken for clients whose stamps state none and whose clock no key tells, by the stream's index. */
  readonly assumedZones: () => ReadonlyMap<number, AssumedZone>;
  /** Ask for it when the offsets are applied to the streams; `client` as the store describes it then. */
  readonly linkOf: (client: Stream, refusals: readonly Refusals[]) => ClientLink;
}

/** Compares every client's stream with the servers' logs (P11, P12, APPS §5–6). `input` should hold the chatter. */
export function correlate(input: Input): Correlations {
  const { records, documents } = input;
  const instances = records.streams.filter((stream) => stream.kind === "server").map((stream) => stream.name);
  // Without clients nobody asks for the servers' sessions.
  const asked = records.streams.some((stream) => stream.kind === "client") ? instances : [];
  const sessions = asked.flatMap((instance) => sessionsOf(input, instance));
  const sessionOf = sessionFinder(records, sessions);
  const ownerOf = ownerFinder(records);
  const owner = ({ application }: ServerSession): Stream | null =>
    application === null ? null : (ownerOf(application)?.client ?? null);
  const pairsOf = pairClients(input, (client, instance, row) => {
    const application = sessionOf(instance, row)?.application ?? null;
    const found = application === null ? null : ownerOf(application);
    return found?.whole === true && found.client.index !== client;
  });
  const known = new Set([
    ...instances,
    ...documents.endpoints.flatMap(({ instance }) => (instance === null ? [] : [instance])),
    ...documents.snapshots.flatMap(({ members }) => members.map(({ instance }) => instance)),
  ]);
  const clocks = new Map<number, ClientClock>();
  const clock = (client: Stream): ClientClock => {
    const found = clocks.get(client.index) ?? clockOf(input, client, pairsOf(client));
    clocks.set(client.index, found);
    return found;
  };
  const anyOwned = sessions.some((session) => owner(session) !== null);
  const ownLineOf: OwnLineOf = anyOwned ? ownLineFinder(input, sessionOf, owner) : () => null;
  let addresses: InstanceAddresses | null = null;
  return {
    clockOf: clock,
    assumedZones: () => assumedZones(input, clock, sessions, sessionOf, owner),
    linkOf: (client, refusals) => {
      addresses ??= instanceAddresses(input, pairsOf);
      const pairs = pairsOf(client);
      const ownLine = (kind: SignatureId, us: number): OwnLine | null => ownLineOf(client, kind, us);
      return {
        clock: clock(client),
        attributions: attributionsOf(input, client, { pairs, ownLine, addresses, instances: known }),
        sessions: clientSessionsOf(client, pairs, refusals, sessionOf, owner),
        pooler: poolerOf(input, client, { sessions, owner }),
      };
    },
  };
}
