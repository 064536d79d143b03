// Lines that never begin a record, of all languages of the first set (APPS §3.2).
const beginnings =
  /^(?:Caused by: |Suppressed: |\.\.\. \d+ |Traceback \(most recent call last\)|During handling of |The above exception was |File "|at \S|#\d+ |goroutine \d+ \[|created by |exit status \d|\[SQL: |\[parameters: |\[generated in |\(Background on this error|(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION): |LINE \d+: |---> |--- End of |[}\])^]|Emitted 'error' event|Node\.js v\d|\[cause\]: )/;
const goFrame = /^[\w./*()-]{1,150}\([^()]{0,150}\)$/;

/** Whether a line can only go on with a record: indented, or one of the lines that stacks and drivers continue with. */
export function isContinuation(text: string): boolean {
  const c = text.charCodeAt(0);
  if (c === 32 || c === 9) return true;
  return beginnings.test(text) || (text.endsWith(")") && goFrame.test(text));
}

/** Whether a line holds nothing. */
export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Whether people wrote this line to say that they left lines out. */
export function isElision(text: string): boolean {
  return /^\s{0,8}\[?(?:\.\.\.|…)\]?\s{0,8}$/.test(text);
}

/** Whether a line opens the stack of an error whose message ended the line before it: `job failed: closed` / `Error: closed`. */
export function repeatsMessage(text: string, before: string): boolean {
  const colon = text.indexOf(": ");
  if (colon <= 0 || colon > 100 || !/^[\w$.]+$/.test(text.slice(0, colon))) return false;
  const message = text.slice(colon + 2);
  return message !== "" && before.length > message.length && before.endsWith(message);
}
