import type { ClientReport, Report } from "../model/index.ts";
import { gravestFirst } from "./client-words.ts";

/** The three explanations a team argues about, in the order they are argued (CASES §1). */
export const explanations = [
  { key: "oldConnectionKept", name: "old connection kept" },
  { key: "endpointWrong", name: "endpoint wrong" },
  { key: "writerRefused", name: "writer refused" },
] as const;

/** A client with an answer to each. */
export type ExplainedClient = ClientReport & { readonly explanations: NonNullable<ClientReport["explanations"]> };

/** Clients that had read-only errors after a change of the writer, the gravest first. */
export function explainedClients({ clients }: Report): ExplainedClient[] {
  return gravestFirst(clients.filter((client): client is ExplainedClient => client.explanations !== null));
}
