import type { Cite, Documents, WriteForwarding } from "../model/index.ts";

/**
 * Whether readers may forward writes to the writer (P16): by cluster snapshots, else by the operator. A snapshot outranks
 * what people say, but it tells of its own moment and not of the incident's: where two of them differ, or the operator
 * says otherwise, the setting was changed or somebody is wrong, and `unknown`, which claims nothing, is what is left.
 */
export function forwardingOf({ snapshots, operator }: Documents): WriteForwarding {
  const all = [
    ...snapshots.map((snapshot) => snapshot.writeForwarding),
    ...(operator === null ? [] : [operator.writeForwarding]),
  ];
  const said = (["on", "off"] as const).flatMap((state) => all.find((each) => each.state === state) ?? []);
  const cites = said.flatMap(({ exhibit }): Cite[] => (exhibit === null ? [] : [{ exhibit }]));
  return { state: said.length === 1 ? (said[0]?.state ?? "unknown") : "unknown", cites };
}
