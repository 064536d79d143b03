import type { Incarnation, Moment } from "../model/index.ts";
import { type Input, marks, serverStream } from "./context.ts";

/** A session of an application as its instance logged it; the row may be in either store. */
export type Birth = Moment & { readonly store: "records" | "chatter" };

/**
 * The first session that an application opened on an instance after each `ready` line (P12): from then on somebody's
 * endpoint led there. Known only where connections are logged; RDS's own sessions (`rds…`) do not count.
 */
export function birthsAfterReady(input: Input, instance: string, lives: readonly Incarnation[]): readonly Birth[] {
  const stream = serverStream(input.chatter, instance);
  if (stream === undefined) return [];
  const readyUs = lives.flatMap((life) => life.ready.filter(({ dated }) => dated).map(({ us }) => us));
  readyUs.sort((a, b) => a - b);
  const found: Birth[] = [];
  let next = 0;
  for (const { at } of marks(input.chatter, input.codes, stream, ["connection-authorized"])) {
    if (!at.dated || at.us < (readyUs[next] ?? Number.POSITIVE_INFINITY)) continue;
    const user = input.chatter.who(at.row)?.user ?? "";
    if (user === "" || user === "[unknown]" || user.startsWith("rds")) continue;
    found.push({ ...at, store: "chatter" });
    while ((readyUs[next] ?? Number.POSITIVE_INFINITY) <= at.us) next++;
  }
  return found;
}
