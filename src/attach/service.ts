import type { Connection } from "./connection.ts";
import type { Destination } from "./destination.ts";
import { Refused, ServiceError } from "./refused.ts";
import type { Surroundings } from "./surroundings.ts";

/** A service that reports can be sent to; opened for one target. */
export interface Service {
  /** The target as it was given, normalised: `github:o/r#12`. */
  readonly target: string;
  /** Which variables, or which login, the credentials come from. */
  readonly credentials: string;
  /**
   * Its connection; null when there are no credentials.
   *
   * @throws {Refused} when the address or a credential cannot be used
   */
  connect(around: Surroundings): Promise<Connection | null>;
  /**
   * Looks up where the report goes; with null nothing is asked, and what is there already stays unknown.
   *
   * @throws {Refused} when there is no such place, or these credentials do not open it
   */
  reach(connection: Connection | null, around: Surroundings): Promise<Destination>;
}

/** What a look-up's refusal means for who asked. */
export async function lookedUp<T>(what: string, look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new Refused(`${what}: ${error.message}`, hintOf(error), { cause: error });
  }
}

function hintOf({ status }: ServiceError): string | null {
  if (status === 401) return "The token is not accepted: it is wrong, expired or revoked.";
  if (status === 403) return "The token lacks a scope; docs/attach.md lists the least ones.";
  if (status === 404) return "It is not there, or the token may not see it.";
  return null;
}
