/** The zone for stamps without one: the first option whose glob matches the path, else UTC. */
export function zoneFor(path: string, zones: readonly { readonly glob: string; readonly zone: string }[]): string {
  return zones.find(({ glob }) => globPattern(glob).test(path))?.zone ?? "UTC";
}

/** `*` inside a folder, `**` across folders, `?` one character; a glob without `/` is matched against the file name. */
function globPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*/g, "\0")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]")
    .replaceAll("\0", ".*");
  return new RegExp(glob.includes("/") ? `^${escaped}$` : `(?:^|/)${escaped}$`);
}
