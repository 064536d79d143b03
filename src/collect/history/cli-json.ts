/**
 * A moment as the AWS CLI prints it: `2026-11-21T19:11:43.446000+00:00`, without a fraction when there is none.
 *
 * @param date UTC
 */
export function cliTime(date: Date): string {
  const text = date.toISOString().slice(0, -1);
  return text.endsWith(".000") ? `${text.slice(0, -4)}+00:00` : `${text}000+00:00`;
}

/**
 * An answer of the SDK as the AWS CLI prints it: four spaces of indentation, times as {@link cliTime}, no `$metadata`,
 * nothing where AWS said nothing. Ends with a newline.
 */
export function cliJson(value: unknown): string {
  return `${JSON.stringify(printed(value), null, 4)}\n`;
}

function printed(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : cliTime(value);
  if (Array.isArray(value)) return value.map(printed);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([key, member]) => key !== "$metadata" && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, printed(member)]));
}
