/** How CloudWatch Logs behaves where its documentation leaves it free. Mutable: a test sets it and sets it back. */
export const logsSettings = {
  /**
   * Every nth page of FilterLogEvents and GetLogEvents, beginning with the first, is empty and has a token:
   * "a returned page might only be partially full, or even empty" (API reference). 0: never; 1 is taken as 2.
   */
  emptyPageEvery: 3,
  /** Every second page holds no more than half of what it may. */
  partialPages: true,
  /** How often GetQueryResults says Scheduled (once) and Running before the outcome. */
  queryPolls: 2,
  queryOutcome: "Complete" as "Complete" | "Failed" | "Timeout",
};

/** Whether the page with this number (from 0) is to be empty. */
export function isEmptyPage(page: number): boolean {
  const every = logsSettings.emptyPageEvery;
  return every > 0 && page % Math.max(2, every) === 0;
}

/** How many of `limit` events the page with this number (from 0) may hold; at least 1. */
export function pageCap(page: number, limit: number): number {
  return logsSettings.partialPages && page % 2 === 1 ? Math.ceil(limit / 2) : limit;
}
