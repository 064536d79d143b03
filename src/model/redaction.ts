/** What is taken out of everything that is shown, by class; the order is that of reports. */
export const redactedClasses = ["literal", "secret", "email", "address", "host"] as const;

/**
 * - `literal`: what users wrote: SQL literals and comments, parameters, rows and faulty input that messages quote
 * - `secret`: passwords, keys, tokens, card numbers
 * - `email`: e-mail addresses
 * - `address`: IPv4 and IPv6 addresses, without their ports
 * - `host`: names of hosts and endpoints
 */
export type RedactedClass = (typeof redactedClasses)[number];

/** What may be shown when it is asked for: everything but secrets. */
export type RevealClass = Exclude<RedactedClass, "secret">;

/** Classes of which each value has a name of its own (`email-3`) in a case, so that two places can be compared. */
export type NamedClass = Exclude<RevealClass, "literal">;

/** What a pseudonym stands for. Kept beside the case by its owner, never part of a report. */
export interface Pseudonym {
  readonly pseudonym: string;
  readonly class: NamedClass;
  /** As it was first spelt. */
  readonly value: string;
}

/** How much of a class is not in a report. */
export interface RedactionReport {
  readonly class: RedactedClass;
  /** Places in texts and names. */
  readonly count: number;
  /** Values, each counted once. */
  readonly distinct: number;
}
