import type { SourceFile } from "../model/index.ts";

function folderOf(path: string): string {
  return path.split("/").at(-2) ?? "";
}

/**
 * Loose application logs of the same name in different folders are different clients: `orders/today.log` and
 * `billing/today.log` become `orders/today` and `billing/today`. Clients that already carry a folder stay.
 */
export function separateClients(files: readonly SourceFile[]): readonly SourceFile[] {
  const folders = new Map<string, Set<string>>();
  for (const { client, path } of files) {
    if (client === null || client.includes("/")) continue;
    const known = folders.get(client);
    if (known === undefined) folders.set(client, new Set([folderOf(path)]));
    else known.add(folderOf(path));
  }
  return files.map((file) => {
    if (file.client === null || (folders.get(file.client)?.size ?? 0) < 2) return file;
    const folder = folderOf(file.path);
    const client = folder === "" ? file.client : `${folder}/${file.client}`;
    const what = `client ${client}, its folder added: others have the same file name`;
    return { ...file, client, guesses: [...file.guesses, { what, from: "path" }] };
  });
}
