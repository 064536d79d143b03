// Writes CSV as RFC 4180 says, so that tests can say what was in it.

/** A cell in quotes when it must be. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row with its newline. */
export function row(cells: readonly string[], newline = "\n"): string {
  return `${cells.map((text) => cell(text)).join(",")}${newline}`;
}

/** A file. */
export function csv(header: readonly string[], rows: readonly (readonly string[])[], newline = "\n"): string {
  return [header, ...rows].map((cells) => row(cells, newline)).join("");
}
