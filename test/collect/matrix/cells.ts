/** The matrix: every fault on every call, once and for ever, and every action denied. */
import { operations } from "../../../src/collect/aws/operations.ts";
import type { CallName } from "../../../src/collect/calls.ts";
import { FAULT_KINDS, type Fault } from "../../sim/service.ts";

export type FaultKind = Fault["kind"];

/** One run of the matrix. */
export interface Cell {
  /** `hang × DescribeEvents, once`. */
  readonly name: string;
  readonly calls: readonly CallName[];
  /** Null where actions are denied by policy. */
  readonly kind: FaultKind | null;
  /** 1: the first call of it; 0: each. */
  readonly nth: 0 | 1;
}

/** Only an interrupted run stops a query: `interrupted.ts` has its rows. */
const OWN_ROWS: ReadonlySet<CallName> = new Set(["StopQuery"]);

/** What a run can make, interruptions aside. */
export const matrixCalls: readonly CallName[] = (Object.keys(operations) as CallName[]).filter(
  (call) => !OWN_ROWS.has(call),
);

/** Every fault × every call × once and for ever. */
export function faultCells(): readonly Cell[] {
  return FAULT_KINDS.flatMap((kind) =>
    matrixCalls.flatMap((call) =>
      ([1, 0] as const).map((nth): Cell => {
        return { name: `${kind} × ${call}, ${nth === 1 ? "once" : "for ever"}`, calls: [call], kind, nth };
      }),
    ),
  );
}

/** Each call denied alone. */
export function denialCells(): readonly Cell[] {
  return matrixCalls.map((call) => ({ name: `${actionOf(call)} denied`, calls: [call], kind: null, nth: 0 }));
}

/** Each pair of calls denied. */
export function pairCells(): readonly Cell[] {
  return matrixCalls.flatMap((a, i) =>
    matrixCalls.slice(i + 1).map((b): Cell => {
      return { name: `${actionOf(a)} and ${actionOf(b)} denied`, calls: [a, b], kind: null, nth: 0 };
    }),
  );
}

/** As policies name it. */
export function actionOf(call: CallName): string {
  return operations[call].action;
}

/** Faults that no repetition of the same request mends: AWS said no. */
export function isRefusal(kind: FaultKind | null): boolean {
  return kind === null || kind === "denied" || kind === "not-found" || isOfCredentials(kind);
}

/** Faults that mean whoever asks, not what is asked: nothing that comes afterwards can be asked either. */
export function isOfCredentials(kind: FaultKind | null): boolean {
  return kind === "expired" || kind === "invalid-token" || kind === "signature" || kind === "skew";
}

/** Faults that are told apart from a working AWS by a clock only. */
export function isSilent(kind: FaultKind | null): boolean {
  return kind === "hang" || kind === "stall";
}

/** A share of the cells, the same for the same seed. */
export function sample<T>(cells: readonly T[], count: number, seed: number): readonly T[] {
  let state = seed >>> 0;
  // xorshift32: a test's choice needs no better one.
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const left = [...cells];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat();
}
