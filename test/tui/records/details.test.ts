import { describe, expect, test } from "vitest";
import { madeCase, type MadeStream } from "./made-case.ts";

describe("a record's details", () => {
  const long = "é".repeat(5000);
  const streams: readonly MadeStream[] = [
    {
      name: "a",
      records: [
        { s: 1, text: "zero\r" },
        { s: 2, text: `one\n\t${long}`, children: ["DETAIL:  why"], stray: "stray" },
        { s: 3, text: "two", level: 5, pid: 77 },
        { s: 4, text: "three" },
      ],
    },
  ];

  test("are its lines and those around it, long ones cut and marked", () => {
    const { records, turns } = madeCase(streams);
    turns.all();
    const { all } = records;
    if (all === null) throw new Error("no order");
    const detail = records.detail(1, all, 2);
    expect(detail).toMatchObject({ file: "a.log", line: 2, byteOffset: 6, before: ["zero"], after: ["stray", "two"] });
    const [one, more, why] = detail?.lines ?? [];
    expect([one, why]).toEqual(["one", "DETAIL:  why"]);
    expect(more).toMatch(/^\té+ … \(59\d\d bytes more\)$/);
    expect(Buffer.byteLength(/é+/.exec(more ?? "")?.[0] ?? "")).toBeGreaterThan(4000);
    const last = records.detail(3, all, 5);
    expect([last?.before.at(-1), last?.lines, last?.after]).toEqual(["two", ["three"], []]);
    expect(last?.before).toHaveLength(5);
    expect(records.detail(2, all, 0)).toMatchObject({
      before: [],
      lines: ["two"],
      after: [],
      pid: 77,
      level: 5,
      joined: [],
    });
    expect(records.detail(4, all, 1)).toBeNull();
  });

  test("name records of other streams and by what they are joined, the surest first", () => {
    const server = [
      { s: 10.2, text: "cannot execute", pid: 42, port: 5000, signature: "read-only-refused" as const },
      { s: 500, text: "later", pid: 42, port: 5000 },
    ];
    const client = [
      { s: 10.9, text: "same second", signature: "client-read-only" as const },
      { s: 10.4, text: "names the process", pid: 42 },
      { s: 12, text: "the port", port: 5000 },
      { s: 10.3, text: "both", pid: 42, port: 5000 },
      { s: 11.1, text: "next second", signature: "client-read-only" as const },
      { s: 10.2, text: "nothing in common", pid: 43 },
    ];
    const { records, turns } = madeCase([
      { name: "db", records: server },
      { name: "app", kind: "client", records: client },
    ]);
    turns.all();
    const { all } = records;
    if (all === null) throw new Error("no order");
    const joined = records.detail(all.placeAt(10.2e6), all, 0)?.joined ?? [];
    expect(joined.map(({ record, why }) => [record.message, why])).toEqual([
      ["both", "same client port 5000 and same server process 42, 0.100 s apart"],
      ["the port", "same client port 5000, 1.8 s apart"],
      ["names the process", "the client names server process 42, 0.200 s apart"],
      [
        "same second",
        "same second and error (read-only-refused on the server, client-read-only at the client); no session ties them",
      ],
    ]);
    for (const { place, record } of joined) expect(all.at(place)).toEqual(record);
    const back = records.detail(all.placeOf(joined[0]?.record.row ?? -1), all, 0)?.joined ?? [];
    expect(back.map(({ record }) => record.message)).toEqual(["cannot execute"]);
  });
});
