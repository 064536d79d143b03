import type { Acquired, CaseFile, Origin, Unit } from "../case-store.ts";
import type { CollectContext } from "../context.ts";

/** A document as the AWS CLI would print it: JSON, four spaces, a newline at its end. */
export function documentText(value: unknown): string {
  return `${JSON.stringify(value, null, 4)}\n`;
}

/** Writes a document that is there as a whole. */
export async function writeDocument(
  { progress }: CollectContext,
  unit: Unit,
  path: string,
  text: string,
  facts: { readonly origin: Origin; readonly acquired: Acquired },
): Promise<CaseFile> {
  const sink = await unit.create(path);
  try {
    const bytes = Buffer.from(text);
    await sink.write(bytes);
    const file = await sink.commit({ declaredSize: null, growing: false, ...facts });
    progress.bytes(bytes.length);
    progress.file(path, false);
    return file;
  } finally {
    await sink.discard();
  }
}

/** Keeps what a former run got, where this one got less: evidence is not replaced by a failure. Says whether it did. */
export function keptFormer(unit: Unit, lessThanBytes: number, is: (path: string) => boolean): boolean {
  const files = (unit.former?.files ?? []).filter(({ path }) => is(path));
  if (files.length === 0 || files.reduce((sum, { bytes }) => sum + bytes, 0) <= lessThanBytes) return false;
  for (const { path } of files) unit.keep(path);
  return true;
}
