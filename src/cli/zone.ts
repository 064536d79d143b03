/** Whether it is a time zone that this Node knows (`Europe/Berlin`, `UTC`). */
export function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
