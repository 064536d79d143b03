/** The one memo of credentials: for all clients of the SDK and for the hand-made signatures (AWS.md §0.6, §4.4). */
import { serviceTrouble } from "./answer-failure.ts";
import type { AwsClock } from "./aws-clock.ts";
import { transportFailure } from "./transport-failure.ts";
import { type SignedBy, type Trouble, TryFailed } from "./try-failed.ts";

/** What signs a request; the members the SDK names so. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Asks for credentials anew, past every cache. */
export type CredentialSource = () => Promise<Identity>;

/** Before that they are asked for again, as the SDK does. */
const NEAR_EXPIRY_MS = 300_000;
/** A source that only has credentials near their expiry is not asked for every request. */
const ASK_AGAIN_MS = 60_000;

/** Holds the credentials in use; gives up for good when fresh ones are refused as well. */
export class CredentialMemo {
  private readonly source: CredentialSource;
  private readonly clock: AwsClock;
  private current: Identity | null = null;
  private asking: Promise<Identity> | null = null;
  private askedMs = Number.NEGATIVE_INFINITY;
  private generation = 0;
  /** A request signed by this generation was answered. */
  private proven = false;
  private readonly everProven = new Set<string>();
  /** Why no request can be signed any more. */
  fatal: TryFailed | null = null;

  constructor(source: CredentialSource, clock: AwsClock) {
    this.source = source;
    this.clock = clock;
  }

  /** @throws {TryFailed} when there are none */
  async get(): Promise<Identity> {
    if (this.fatal !== null) throw this.fatal;
    const held = this.current;
    if (held === null) return this.ask();
    const leftMs = (held.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - this.clock.nowMs();
    if (leftMs > NEAR_EXPIRY_MS || this.clock.localMs() - this.askedMs < ASK_AGAIN_MS) return held;
    try {
      return await this.ask();
    } catch (error) {
      if (leftMs <= 0) throw error;
      return held;
    }
  }

  /** Whose signature a request about to be sent carries, by its headers. */
  signedBy(headers: Readonly<Record<string, string>>): SignedBy {
    const key = /Credential=([^/,\s]+)\//.exec(headers["authorization"] ?? "")?.[1] ?? "";
    return { generation: this.generation, identity: identityOf(key, headers["x-amz-security-token"]) };
  }

  /** A request they signed was answered by anything but a refusal of the credentials. */
  prove({ generation, identity }: SignedBy): void {
    this.everProven.add(identity);
    if (generation === this.generation) this.proven = true;
  }

  /**
   * After a refusal of the credentials: asks for fresh ones once an expiry.
   *
   * @returns whether to repeat the request
   */
  async renew(refusal: TryFailed, by: SignedBy): Promise<boolean> {
    if (this.fatal !== null) return false;
    const held = this.current;
    if (held === null || by.generation < this.generation || by.identity !== keyOf(held)) return true;
    if (this.generation > 0 && !this.proven) {
      // Another service took these very credentials: then it is this one call that is refused.
      if (refusal.trouble.kind === "expired" || !this.everProven.has(by.identity)) this.fatal = refusal;
      return false;
    }
    try {
      await this.ask();
    } catch (error) {
      if (error instanceof TryFailed && error.trouble.remedy === "none") this.fatal = error;
      throw error;
    }
    // Also when the source gave the same again: then one refusal more ends it.
    if (by.generation === this.generation) this.begin();
    return true;
  }

  private begin(): void {
    this.generation++;
    this.proven = false;
  }

  private ask(): Promise<Identity> {
    this.asking ??= this.fetch().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  private async fetch(): Promise<Identity> {
    this.askedMs = this.clock.localMs();
    try {
      const fresh = await this.source();
      if (this.current !== null && keyOf(this.current) !== keyOf(fresh)) this.begin();
      this.current = fresh;
      return fresh;
    } catch (error) {
      const failure = sourceFailure(error);
      if (failure.trouble.remedy === "none" && this.current === null) this.fatal = failure;
      throw failure;
    }
  }
}

function identityOf(accessKeyId: string, token: string | undefined): string {
  return `${accessKeyId}\n${token ?? ""}`;
}

function keyOf(identity: Identity): string {
  return identityOf(identity.accessKeyId, identity.sessionToken);
}

/** System codes of the network. Others are of files and programs, which a repetition does not mend. */
const WAY = /^(?:ECONN|EHOST|ENET|EAI_AGAIN|ENOTFOUND|EPIPE|ETIMEDOUT)/;

/** Why a source has no credentials: its own words, or those of STS and SSO, which it asks. */
function sourceFailure(error: unknown): TryFailed {
  if (error instanceof TryFailed) return error;
  const message = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  const code = error instanceof Error && "Code" in error && typeof error.Code === "string" ? error.Code : nameOf(error);
  if (status !== null) return new TryFailed(ofService(code, message, status), { cause: error });
  const way = transportFailure(error);
  if (WAY.test(way.trouble.code)) return way;
  const expired = /expired|aws sso login/i.test(message);
  const trouble: Trouble = { kind: expired ? "expired" : "credentials", remedy: "none", code: "", message };
  return new TryFailed(trouble, { cause: error });
}

function ofService(code: string, message: string, status: number): Trouble {
  const trouble = serviceTrouble(code, message, status);
  // Repeating is for those that ask; that STS refuses the first credentials is no reason to ask again.
  return trouble.remedy === "again" || trouble.remedy === "slower" ? trouble : { ...trouble, remedy: "none" };
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("$metadata" in error)) return null;
  const status = (error.$metadata as { readonly httpStatusCode?: unknown } | undefined)?.httpStatusCode;
  return typeof status === "number" ? status : null;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
