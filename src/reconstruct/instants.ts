/** Whether µs lie in years 1717–2223, so that margins can be added and the sum printed: documents may state anything. */
export function isInstant(us: number): boolean {
  return Math.abs(us) < 8e15;
}
