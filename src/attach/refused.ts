/** Why nothing is sent, in words for who asked: a wrong target, no token, a public place. Carries no token. */
export class Refused extends Error {
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/**
 * What a service answered instead of doing as asked.
 *
 * - `rejected`: it said no; `status` is its own, or null where it says no with a 200 (Slack).
 * - `unreachable`: nothing arrived there, or it cannot serve now.
 * - `uncertain`: nobody knows whether it was done: the connection broke, or a gateway answered for it.
 */
export class ServiceError extends Error {
  readonly kind: "rejected" | "unreachable" | "uncertain";
  readonly status: number | null;

  constructor(kind: ServiceError["kind"], status: number | null, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.status = status;
  }
}
