import { type ClientFacts, SECOND_US } from "../model/index.ts";

/** What is assumed of a clock that nothing could be compared with (APPS §5.5). */
const ASSUMED_US = 5 * SECOND_US;

const KEYS = {
  "backend-pid": "backend PID",
  "client-address": "client address",
  statement: "statement text",
} as const;

/** How far a client's stamps may be from the databases', µs each way, and a few words on how that is known. */
export function clientClock({ clock }: ClientFacts): { readonly uncertaintyUs: number; readonly why: string } {
  if (clock.state === "not-estimable")
    return { uncertaintyUs: ASSUMED_US, why: `clock assumed within ±${ASSUMED_US / SECOND_US} s` };
  const { seconds, lowSeconds, highSeconds, pairs, by } = clock;
  return {
    uncertaintyUs: Math.max(seconds - lowSeconds, highSeconds - seconds, 0) * SECOND_US,
    why: `clock by ${pairs} ${pairs === 1 ? "pair" : "pairs"} (${KEYS[by]})`,
  };
}
