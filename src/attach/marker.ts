const shape = /^<!-- postmortem:ticket ([0-9a-f]{12}) part (\d{1,2}) -->/;

/** The first line of a comment of ours, which no renderer shows: by it, and by its author, it is found again. */
export function ticketMarker(ofCase: string, part: number): string {
  return `<!-- postmortem:ticket ${ofCase} part ${part} -->`;
}

/**
 * Which part of which case's report a comment is; null for none. Only at the very beginning: who quotes our comment
 * begins with `>`.
 */
export function ticketPart(body: string, ofCase: string): number | null {
  const found = shape.exec(body);
  return found !== null && found[1] === ofCase ? Number(found[2]) : null;
}
