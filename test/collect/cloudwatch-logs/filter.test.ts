import { describe, expect, test } from "vitest";
import { filterEvents } from "../../../src/collect/cloudwatch-logs/filter.ts";
import type { LogEvent } from "../../../src/collect/cloudwatch-logs/filter.ts";
import { failure, handAws } from "./support.ts";
import type { Answers } from "./support.ts";

const query = { group: "/app/orders", fromMs: 1_000, untilMs: 2_000 };

async function read(answer: NonNullable<Answers["FilterLogEvents"]>, maxPages?: number) {
  const { aws, asked } = handAws({ FilterLogEvents: answer });
  const events: LogEvent[] = [];
  const result = await filterEvents(aws, query, "orders", (page) => void events.push(...page), maxPages);
  return { ...result, messages: events.map(({ message }) => message), asked };
}

function event(timestamp: number, message: string) {
  return { logStreamName: "a", timestamp, message };
}

describe("FilterLogEvents", () => {
  test("goes on over empty pages until there is no token", async () => {
    const pages = [
      { events: [], nextToken: "1" },
      { events: [event(1_000, "first")], nextToken: "2" },
      { events: [], nextToken: "3" },
      { events: [event(1_999, "last")] },
    ];
    const { messages, failure: failed, asked, acquired } = await read((_input, nth) => pages[nth] ?? {});
    expect(messages).toEqual(["first", "last"]);
    expect(failed).toBeNull();
    expect(asked.map(({ input }) => (input as { nextToken?: string }).nextToken)).toEqual([undefined, "1", "2", "3"]);
    expect(acquired.requestIds).toEqual(["request-1", "request-2", "request-3", "request-4"]);
  });

  test("ends as a failure when a token comes twice, and keeps what came", async () => {
    const {
      messages,
      failure: failed,
      asked,
    } = await read((_input, nth) => ({
      events: [event(1_500, `page ${nth}`)],
      nextToken: nth % 2 === 0 ? "a" : "b",
    }));
    expect(failed).toMatchObject({ kind: "repeated-token", action: "logs:FilterLogEvents" });
    expect(messages).toEqual(["page 0", "page 1", "page 2"]);
    expect(asked).toHaveLength(3);
  });

  test("leaves an event at the end to the next slice, whether AWS counts the end in or not", async () => {
    const { messages } = await read(() => ({ events: [event(999, "before"), event(1_999, "in"), event(2_000, "at")] }));
    expect(messages).toEqual(["in"]);
  });

  test("takes an answer without events and token for none of AWS's", async () => {
    const { failure: failed } = await read(() => ({}));
    expect(failed?.kind).toBe("malformed");
  });

  test("counts events that lack time, stream or message, and takes the others", async () => {
    const { messages, unusable } = await read(() => ({
      events: [{ logStreamName: "a", message: "when?" }, event(1_000, ""), { timestamp: 1_001, logStreamName: "a" }],
    }));
    expect(messages).toEqual([""]);
    expect(unusable).toBe(2);
  });

  test("gives up behind as many pages as it may read", async () => {
    const { cut, asked } = await read((_input, nth) => ({ events: [], nextToken: `${nth}` }), 3);
    expect(cut).toBe(true);
    expect(asked).toHaveLength(3);
  });

  test("hands a failure over with what came before it", async () => {
    const { failure: failed, events } = await read((_input, nth) =>
      nth === 0 ? { events: [event(1_000, "one")], nextToken: "1" } : failure("FilterLogEvents", "throttled"),
    );
    expect([failed?.kind, events]).toEqual(["throttled", 1]);
  });
});
