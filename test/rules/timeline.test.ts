// How records and RDS events become what rules see.
import { describe, expect, test } from "vitest";
import { ruleTimeline } from "../../src/analyze/rule-events.ts";
import type { Facts, InstanceFacts, RdsEvent, RoleSpan } from "../../src/model/index.ts";
import { epochUs } from "../../src/model/index.ts";
import { build } from "../timeline/build.ts";

function rds(s: number, more: Partial<RdsEvent> = {}): RdsEvent {
  return {
    time: epochUs(s * 1e6),
    sourceIdentifier: "orders",
    sourceType: "db-cluster",
    message: "Started same AZ failover to DB instance: b",
    meaning: "failover-started",
    id: null,
    target: "b",
    initiator: null,
    source: { file: "rds-events.json", line: 7, byteOffset: 1, byteLength: 2, pointer: "/Events/0" },
    ...more,
  };
}

function span(role: "writer" | "reader", source: RoleSpan["source"], from: number, to: number): RoleSpan {
  return { instance: "a", role, source, startUs: from * 1e6, endUs: to * 1e6, cites: [] };
}

function facts(events: readonly RdsEvent[], roles: readonly RoleSpan[] = []): Pick<Facts, "instances" | "events"> {
  return { events, instances: [{ id: "a", roles } as unknown as InstanceFacts] };
}

describe("the timeline of rules", () => {
  test("puts an RDS event behind the records of its instant, and before later ones", () => {
    const { timeline } = build([
      { name: "a", lines: [{ s: 1 }, { s: 2 }, { s: null }, { s: 3 }] },
      { name: "b", lines: [{ s: 2 }] },
    ]);
    const seen = ruleTimeline(timeline, facts([rds(2), rds(9)]));
    const shown = [...seen.events()].map((event) => event.signature ?? `${event.instance}@${event.us / 1e6}`);
    expect(shown).toEqual([
      "a@1",
      "a@2",
      "a@NaN",
      "b@2",
      "rds-event:failover-started",
      "a@3",
      "rds-event:failover-started",
    ]);
  });

  test("leaves secondary lines to the record they explain", () => {
    const { timeline } = build([{ name: "a", lines: [{ s: 1 }, { s: 1, part: 1, parent: 0 }, { s: 2 }] }]);
    expect([...ruleTimeline(timeline, facts([])).events()]).toHaveLength(2);
  });

  test("gives an RDS event the instance it names, and a client none", () => {
    const { timeline } = build([{ name: "x", kind: "client", lines: [{ s: 1 }] }]);
    const ofInstance = rds(2, { sourceType: "db-instance", sourceIdentifier: "a", target: null });
    const seen = [...ruleTimeline(timeline, facts([ofInstance, rds(3), rds(4, { target: null })])).events()];
    expect(seen.map(({ source, instance, client }) => [source, instance, client])).toEqual([
      ["client", null, "x"],
      ["event", "a", null],
      ["event", "b", null],
      ["event", null, null],
    ]);
  });

  test("knows the role at that time, by the best source that speaks for it", () => {
    const { timeline } = build([{ name: "a", lines: [{ s: 1 }, { s: 5 }, { s: 10 }, { s: 15 }, { s: 99 }] }]);
    const roles = [span("writer", "refusals", 0, 20), span("reader", "event", 4, 10), span("writer", "event", 10, 12)];
    const seen = [...ruleTimeline(timeline, facts([], roles)).events()];
    expect(seen.map(({ role }) => role)).toEqual(["writer", "reader", "writer", "writer", "unknown"]);
  });

  test("leads from an event back to where it stands", () => {
    const { timeline } = build([{ name: "a", lines: [{ s: 1 }] }]);
    const seen = ruleTimeline(timeline, facts([rds(2)]));
    const [record, event] = [...seen.events()];
    if (record === undefined || event === undefined) throw new Error("two were given");
    expect(seen.source(record).file).toBe("a");
    expect(seen.source(event)).toMatchObject({ file: "rds-events.json", line: 7 });
    expect(seen.stamp(event)).toBe("1970-01-01T00:00:02.000Z");
    expect(seen.at(event)).toEqual({ event: rds(2) });
  });
});
