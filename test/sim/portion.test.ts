import { DescribeDBLogFilesCommand, DownloadDBLogFilePortionCommand, type RDSClient } from "@aws-sdk/client-rds";
import { afterEach, describe, expect, test } from "vitest";
import { ask, completeLogFile, element, form, rdsClient } from "./hand-client.ts";
import { logFile, worldWith } from "./hand-world.ts";
import { startSimulator, type Simulator } from "./server.ts";
import type { LogFile, PortionModes } from "./world.ts";

const MB = 1024 * 1024;
const MARK = " [Your log message was truncated]\n";
const NAME = "error/postgresql.log";

let simulator: Simulator | null = null;
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

async function serving(
  bytes: Buffer | string,
  modes: Partial<PortionModes> = {},
  over: Partial<LogFile> = {},
): Promise<RDSClient> {
  simulator = await startSimulator(worldWith([logFile(bytes, { modes, ...over })]));
  return rdsClient(simulator);
}

interface Portion {
  readonly data: string | undefined;
  readonly marker: string | undefined;
  readonly pending: boolean | undefined;
}

async function portion(client: RDSClient, Marker?: string, NumberOfLines?: number): Promise<Portion> {
  const command = new DownloadDBLogFilePortionCommand({
    DBInstanceIdentifier: "aurora-1",
    LogFileName: NAME,
    ...(Marker === undefined ? {} : { Marker }),
    ...(NumberOfLines === undefined ? {} : { NumberOfLines }),
  });
  const answer = await client.send(command);
  return { data: answer.LogFileData, marker: answer.Marker, pending: answer.AdditionalDataPending };
}

/** As the documentation says: from "0" until nothing is pending. */
async function asDocumented(client: RDSClient): Promise<readonly Portion[]> {
  const portions: Portion[] = [];
  let marker: string | undefined = "0";
  let pending: boolean | undefined = true;
  while (pending === true) {
    const next: Portion = await portion(client, marker);
    portions.push(next);
    [marker, pending] = [next.marker, next.pending];
  }
  return portions;
}

const offsetOf = (marker: string | undefined): number => Number(marker?.split(":")[1]);

/** Lines `0000001 xxx…`, of that many bytes each. */
function lines(count: number, bytes = 100): string {
  return Array.from(
    { length: count },
    (_, index) => `${String(index).padStart(7, "0")} ${"x".repeat(bytes - 9)}\n`,
  ).join("");
}

describe("a healthy file", () => {
  test("arrives whole in pages of at most 1 MB, by markers that nobody can guess (M1)", async () => {
    const text = lines(25_000);
    const client = await serving(text);
    const portions = await asDocumented(client);
    expect(portions.map((one) => one.data).join("")).toBe(text);
    expect(portions.every((one) => /^\d+:\d+$/.test(one.marker ?? ""))).toBe(true);
    expect(offsetOf(portions[0]?.marker)).toBe(1_000_000); // 10,000 lines come before 1 MB
    const guess = portion(client, `0:${MB}`);
    await expect(guess).rejects.toMatchObject({ Code: "InvalidParameterValue" });
    const again = await portion(client, "0");
    expect(again.marker?.split(":")[0]).not.toBe(portions[0]?.marker?.split(":")[0]);
  });

  test("is cut at 1 MB when its lines are long, and never inside of a character", async () => {
    const text = `${"ä".repeat(700_000)}\n${"€".repeat(500_000)}\n`;
    const client = await serving(text);
    const portions = await asDocumented(client);
    expect(portions.map((one) => one.data).join("")).toBe(text);
    expect(portions.length).toBe(3);
    expect(offsetOf(portions[0]?.marker)).toBe(MB);
    expect(offsetOf(portions[1]?.marker)).toBeLessThan(2 * MB);
  });

  test("gives so many lines as asked for, up to 10,000", async () => {
    const client = await serving("a\nb\nc\n");
    const first = await portion(client, "0", 2);
    expect([first.data, first.pending]).toEqual(["a\nb\n", true]);
    const rest = await portion(client, first.marker, 2);
    expect([rest.data, rest.pending]).toEqual(["c\n", false]);
    for (const count of [0, 10_001]) {
      await expect(portion(client, "0", count)).rejects.toMatchObject({ Code: "InvalidParameterValue" });
    }
  });

  test("without a marker gives its last lines", async () => {
    const client = await serving(lines(12_000));
    expect((await portion(client, undefined, 2)).data?.slice(0, 7)).toBe("0011998");
    expect((await portion(client)).data?.slice(0, 7)).toBe("0002000");
    expect((await portion(await serving("no line break"))).data).toBe("no line break");
  });

  test("always returns a marker, also at its end", async () => {
    const client = await serving("a\n");
    const last = await portion(client, "0");
    const beyond = await portion(client, last.marker);
    expect(beyond).toEqual({ data: "", marker: last.marker, pending: false });
  });

  test("comes with its bytes as they are: latin1, control bytes, entities (M10)", async () => {
    const bytes = Buffer.concat([Buffer.from([0x56, 0xe9, 0x00, 0x1b, 0x0d, 0x0a]), Buffer.from(`<&>"' ]]> é\n`)]);
    await serving(bytes);
    if (simulator === null) throw new Error("not running");
    const call = form("DownloadDBLogFilePortion", { DBInstanceIdentifier: "aurora-1", LogFileName: NAME, Marker: "0" });
    const { body } = await ask(simulator, "/", call);
    const data = Buffer.from(element(body, "LogFileData") ?? "", "latin1");
    const escaped = Buffer.from("&lt;&amp;&gt;&quot;&apos; ]]&gt; é\n");
    expect(data).toEqual(Buffer.concat([bytes.subarray(0, 6), escaped]));
  });

  test("that is not there, or whose instance is not, is told apart", async () => {
    const client = await serving("a\n");
    const other = (id: string, name: string): Promise<unknown> =>
      client.send(new DownloadDBLogFilePortionCommand({ DBInstanceIdentifier: id, LogFileName: name }));
    await expect(other("aurora-1", "error/none")).rejects.toMatchObject({ name: "DBLogFileNotFoundFault" });
    await expect(other("orders", NAME)).rejects.toMatchObject({ name: "DBInstanceNotFoundFault" });
  });
});

describe("the known ways to misbehave", () => {
  test("M2: what began without a marker does not say whether more is pending", async () => {
    const client = await serving(lines(12_000, 300));
    const first = await portion(client);
    expect(first.pending).toBe(true);
    const second = await portion(client, first.marker);
    expect(second.pending).toBeUndefined();
    expect(second.data?.length).toBeGreaterThan(1_000_000);
  });

  test("M3: a line over the edge is marked, and a smaller page is not", async () => {
    const text = lines(12_000, 300);
    const client = await serving(text, { truncationMark: true });
    const portions = await asDocumented(client);
    const whole = portions.map((one) => one.data).join("");
    expect(whole).not.toBe(text);
    expect(whole.split(MARK).join("")).toBe(text);
    expect(portions[0]?.data?.endsWith(MARK)).toBe(true);
    expect((await portion(client, "0", 3000)).data).toBe(text.slice(0, 900_000));
  });

  test("M3: a line of more than 1 MB is marked however few lines are asked for", async () => {
    const client = await serving(`short\n${"y".repeat(2 * MB)}\n`, { truncationMark: true });
    const first = await portion(client, "0", 1);
    expect(first.data).toBe("short\n");
    expect((await portion(client, first.marker, 1)).data?.endsWith(MARK)).toBe(true);
  });

  test("M4: one line stays marked however small the page", async () => {
    const client = await serving("first\nsecond line\nthird\n", { alwaysTruncatedLine: 1 });
    expect((await portion(client, "0")).data).toBe(`first\nsecond${MARK}third\n`);
    const first = await portion(client, "0", 1);
    const second = await portion(client, first.marker, 1);
    expect(second.data).toBe(`second${MARK}`);
    expect((await portion(client, second.marker, 1)).data).toBe("third\n");
  });

  test("M5: a page repeats the end of the one before, and its marker tells how much", async () => {
    const text = lines(25_000);
    const client = await serving(text, { overlapBytes: 40 });
    const portions = await asDocumented(client);
    expect(portions.map((one) => one.data).join("").length).toBe(text.length + 80);
    const [first, second] = portions;
    expect(second?.data?.slice(0, 40)).toBe(first?.data?.slice(-40));
    expect((second?.data?.length ?? 0) - (offsetOf(second?.marker) - offsetOf(first?.marker))).toBe(40);
  });

  test("M6: nothing is said to be pending long before the end, for now or for good", async () => {
    const text = lines(25_000);
    const once = await serving(text, { endsEarlyAt: { bytes: 150_000, forGood: false } });
    const [early] = await asDocumented(once);
    expect([early?.data?.length, early?.pending]).toEqual([150_000, false]);
    expect((await portion(once, early?.marker)).data?.length).toBe(1_000_000);
    await simulator?.close();
    const forGood = await serving(text, { endsEarlyAt: { bytes: 150_000, forGood: true } });
    const [last] = await asDocumented(forGood);
    expect(await portion(forGood, last?.marker)).toMatchObject({ data: "", pending: false });
  });

  test('M7: the marker of the last data is "0"', async () => {
    const client = await serving("a\nb\n", { markerZeroAtEnd: true });
    const first = await portion(client, "0", 1);
    expect(first.marker).not.toBe("0");
    expect(await portion(client, first.marker, 1)).toEqual({ data: "b\n", marker: "0", pending: false });
  });

  test("M8: the end is only seen by a page without data and with the same marker", async () => {
    const client = await serving("a\n", { sameMarkerAtEnd: true });
    const last = await portion(client, "0");
    expect([last.data, last.pending]).toEqual(["a\n", true]);
    expect(await portion(client, last.marker)).toEqual({ data: "", marker: last.marker, pending: false });
  });

  test("M9: a binary file is refused here and downloads whole there", async () => {
    const bytes = Buffer.from([0, 1, 2, 0xff]);
    const client = await serving(bytes, { binaryRefused: true });
    await expect(portion(client, "0")).rejects.toMatchObject({
      Code: "InvalidParameterValue",
      message: "This file contains binary data and should be downloaded instead of viewed",
    });
    if (simulator === null) throw new Error("not running");
    expect((await ask(simulator, completeLogFile("aurora-1", NAME))).body).toEqual(bytes);
  });

  test("M11: where there is no data there is no element either", async () => {
    const client = await serving("a\n", { absentData: true });
    const last = await portion(client, "0");
    expect(last.data).toBe("a\n");
    expect((await portion(client, last.marker)).data).toBeUndefined();
  });

  test("M12: a .gz file is text here and gzip there, and its size is the gzip's", async () => {
    const gzip = Buffer.from([0x1f, 0x8b, 8, 0, 0]);
    const client = await serving(gzip, { gzipText: Buffer.from("inflated\n") });
    expect((await portion(client, "0")).data).toBe("inflated\n");
    const listing = await client.send(new DescribeDBLogFilesCommand({ DBInstanceIdentifier: "aurora-1" }));
    expect(listing.DescribeDBLogFiles?.[0]?.Size).toBe(5);
  });

  test("M8: a file that was rotated is shorter than the marker, and says nothing more", async () => {
    const client = await serving("old line\n", { rotates: { afterReads: 1, bytes: Buffer.from("new\n") } });
    const old = await portion(client, "0");
    expect(await portion(client, old.marker)).toEqual({ data: "", marker: old.marker, pending: false });
    expect((await portion(client, "0")).data).toBe("new\n");
  });

  test("the listing may tell another size", async () => {
    const client = await serving("a\n", {}, { declaredSize: 999 });
    const listing = await client.send(new DescribeDBLogFilesCommand({ DBInstanceIdentifier: "aurora-1" }));
    expect(listing.DescribeDBLogFiles?.[0]?.Size).toBe(999);
  });
});
