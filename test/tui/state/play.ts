import type { Command } from "../../../src/tui/keys.ts";
import { epochUs, type Report } from "../../../src/model/index.ts";
import type { Action } from "../../../src/tui/state/action.ts";
import { initialState } from "../../../src/tui/state/initial.ts";
import type { State } from "../../../src/tui/state/state.ts";
import { sample } from "../../report/sample.ts";
import { log1, log2, app } from "../../report/sample-evidence.ts";
import { emptyFacts, fakeCase, play, someRecords, type FakeCase } from "../fake-case.ts";

export const start = epochUs(Date.parse("2026-11-21T19:10:00Z") * 1000);

/** The report's sample with 1 200 records around its incident: five a second from 19:10:00. */
export function sampleCase(count = 1200, slow = false, report: Report = sample): FakeCase {
  return fakeCase({
    report,
    facts: emptyFacts,
    streams: [
      { kind: "server", name: "aurora-1" },
      { kind: "server", name: "aurora-2" },
      { kind: "client", name: "orders-api/pod-1" },
    ],
    files: [log1, log2, app],
    records: someRecords(start, count),
    slow,
  });
}

function command(name: Command): Action {
  return { kind: "command", command: name };
}

export function type(text: string): Action[] {
  return [{ kind: "type", text }, { kind: "submit" }];
}

/** A case, its first state, and what commands make of it. */
export function opened(viewCase: FakeCase = sampleCase(), columns = 120, rows = 39) {
  let state = initialState(viewCase, columns, rows);
  return {
    viewCase,
    get state(): State {
      return state;
    },
    do(...actions: readonly (Action | Command)[]) {
      const played = play(
        state,
        viewCase,
        actions.map((each) => (typeof each === "string" ? command(each) : each)),
      );
      state = played.state;
      return played.effects;
    },
    get record() {
      return (state.view ?? viewCase.records.all)?.at(state.place) ?? null;
    },
  };
}
