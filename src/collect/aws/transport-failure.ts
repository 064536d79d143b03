import { TryFailed } from "./try-failed.ts";

/** Certificates that Node refuses: trying again shows the same certificate. */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(?:VERIFY|GET)|ERR_SSL_|HOSTNAME_MISMATCH)/;

/**
 * The failure of the way to AWS and back: no connection, a reset, nothing heard for too long.
 * By the system's code: the SDK's handler calls a reset connection `TimeoutError`.
 */
export function transportFailure(error: unknown): TryFailed {
  if (error instanceof TryFailed) return error;
  const code = codeOf(error);
  const late = code === "ETIMEDOUT" || code === "ESOCKETTIMEDOUT" || (code === "" && nameOf(error) === "TimeoutError");
  const message = wordsOf(error) || code || "the connection broke";
  const remedy = CERTIFICATE.test(code) ? "none" : "again";
  return new TryFailed({ kind: late ? "timeout" : "network", remedy, code, message }, { cause: error });
}

function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++)
    if ("code" in at && typeof at.code === "string") return at.code;
  return "";
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** An AggregateError (no address of a name answers) has no words of its own. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "") return error.message;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return first instanceof Error ? first.message : "";
}
