import { escapeTerminal } from "./terminal.ts";

/**
 * What a spreadsheet takes a cell for a formula by (https://owasp.org/www-community/attacks/CSV_Injection): its signs,
 * their full-width forms, and what it skips before one.
 */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Most cells: nothing in them acts, and a row has many. */
const printable = /^[ -~]*$/;

/**
 * The only door to a CSV file: one row of RFC 4180, with its line end. Numbers stand as they are. Of a text nothing acts
 * or hides (control characters are shown by signs), and what would be a formula begins with an apostrophe.
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const guarded = formula.test(cell) ? `'${cell}` : cell;
  const plain = printable.test(guarded) ? guarded : escapeTerminal(guarded, { multiline: true });
  return /[",\r\n;]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
