/** Epoch ms as ISO 8601 UTC with ms, `2026-11-21T19:00:00.000Z`; the epoch where it is no time, for answers are hostile. */
export function iso(ms: number): string {
  const date = new Date(ms);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}
