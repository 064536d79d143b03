import { TryFailed } from "./try-failed.ts";

/**
 * The failure behind an error of the SDK. What the wire threw comes through as it is; what the SDK itself could not read
 * in a 200 is an answer that is none of AWS's (AWS.md §4.2: a cleanly cut answer is a `SyntaxError` with status 200).
 * Anything else is a bug of ours, an input the SDK refuses, and stays what it is.
 */
export function sdkFailure(error: unknown): unknown {
  if (error instanceof TryFailed || !(error instanceof Error)) return error;
  if (statusOf(error) !== 200) return error;
  // The SDK adds advice about its own hidden fields.
  const words = (error.message.split("\n")[0] ?? "").slice(0, 300);
  const message = `HTTP 200 with a body that cannot be read: ${words}`;
  return new TryFailed({ kind: "malformed", remedy: "again", code: "", message, status: 200 }, { cause: error });
}

function statusOf(error: Error): unknown {
  const metadata = "$metadata" in error ? (error.$metadata as { readonly httpStatusCode?: unknown }) : undefined;
  return metadata?.httpStatusCode;
}
