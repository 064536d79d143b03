import { TryFailed } from "./try-failed.ts";

/**
 * The failure behind an error of the SDK. What the wire threw comes through as it is. What the SDK could not read in a
 * 200 is an answer that is none of AWS's (AWS.md §4.2: a cleanly cut answer is a `SyntaxError` with status 200). What it
 * would not send is a refusal: a bucket that has no bucket's name. Anything else is a bug of ours and stays what it is.
 *
 * @param sent whether the request went out
 */
export function sdkFailure(error: unknown, sent: boolean): unknown {
  if (error instanceof TryFailed || !(error instanceof Error)) return error;
  // The SDK adds advice about its own hidden fields.
  const words = (error.message.split("\n")[0] ?? "").slice(0, 300);
  if (sent && statusOf(error) === 200) {
    const message = `HTTP 200 with a body that cannot be read: ${words}`;
    return new TryFailed({ kind: "malformed", remedy: "again", code: "", message, status: 200 }, { cause: error });
  }
  if (sent || BUGS.has(error.name)) return error;
  const code = error.name === "Error" ? "" : error.name;
  return new TryFailed({ kind: "refused", remedy: "none", code, message: words }, { cause: error });
}

const BUGS = new Set(["TypeError", "RangeError", "ReferenceError", "SyntaxError"]);

function statusOf(error: Error): unknown {
  const metadata = "$metadata" in error ? (error.$metadata as { readonly httpStatusCode?: unknown }) : undefined;
  return metadata?.httpStatusCode;
}
