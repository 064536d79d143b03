// Every format over its own samples, and every sample over every format: the specific one must come first.
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatUtc, epochUs, precisions } from "../../../src/model/index.ts";
import { appLine } from "../../../src/parse/app/app-line.ts";
import { firstHead, isLastResort } from "../../../src/parse/app/detect.ts";
import type { Stamp } from "../../../src/parse/app/stamp.ts";
import { formats } from "../../../src/parse/app/formats.ts";
import { wrappers } from "../../../src/parse/app/wrappers.ts";

const here = new URL("../../../src/parse/app/", import.meta.url);

function written(stamp: Stamp | null): string | null {
  return stamp === null ? null : formatUtc(epochUs(stamp.us), precisions[stamp.precision] ?? "second");
}

test("the registries hold every file, under its own name", () => {
  const files = readdirSync(new URL("formats/", here)).map((name) => name.replace(/\.ts$/, ""));
  expect(files.length).toBeGreaterThan(20);
  expect(formats.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
  const wrapping = readdirSync(new URL("wrappers/", here)).map((name) => name.replace(/\.ts$/, ""));
  expect(wrappers.map(({ id }) => id).toSorted()).toEqual(wrapping.toSorted());
  expect(new Set([...files, ...wrapping]).size).toBe(files.length + wrapping.length);
});

describe.each(formats.map((format) => [format.id, format] as const))("%s", (_id, format) => {
  test.each(format.samples.matches)("reads $line", (sample) => {
    const head = format.head(appLine(sample.line));
    expect(head).not.toBeNull();
    expect({ time: written(head?.stamp ?? null), level: head?.level, message: head?.message }).toEqual({
      time: sample.time,
      level: sample.level,
      message: sample.message,
    });
  });

  test.each(format.samples.ignores)("does not read $line: $why", ({ line }) => {
    expect(format.head(appLine(line))).toBeNull();
  });

  test.each(format.samples.matches)("comes first for $line", ({ line }) => {
    const first = firstHead(appLine(line))?.format.id ?? formats.at(-1)?.id;
    expect(first).toBe(format.id);
  });

  test("has samples enough and says where it comes from", () => {
    expect(format.samples.matches.length).toBeGreaterThanOrEqual(3);
    expect(format.samples.ignores.length).toBeGreaterThanOrEqual(isLastResort(format) ? 2 : 3);
    expect(format.references.length > 0 || isLastResort(format)).toBe(true);
  });

  test("reads a long line in linear time", () => {
    for (const { line } of format.samples.matches) {
      for (const filler of ["a", " ", "[", "a=", "a.", "1/", "(", "-", ":"]) {
        const start = performance.now();
        format.head(appLine(line + filler.repeat(400_000 / filler.length)));
        format.head(appLine(line.slice(0, line.length / 2) + filler.repeat(400_000 / filler.length)));
        expect(performance.now() - start).toBeLessThan(1000);
      }
    }
  });
});

describe.each(wrappers.map((wrapper) => [wrapper.id, wrapper] as const))("%s", (_id, wrapper) => {
  test.each(wrapper.samples.matches)("unwraps $line", (sample) => {
    const inner = wrapper.unwrap(appLine(sample.line));
    expect({ text: inner?.text, time: written(inner?.stamp ?? null) }).toEqual({
      text: sample.text,
      time: sample.time,
    });
  });

  test.each(wrapper.samples.ignores)("leaves $line alone: $why", ({ line }) => {
    expect(wrapper.unwrap(appLine(line))).toBeNull();
  });

  test.each(wrapper.samples.matches)("is the first that takes $line", ({ line }) => {
    expect(wrappers.find((one) => one.unwrap(appLine(line)) !== null)?.id).toBe(wrapper.id);
  });

  test("has three samples of each kind and says where it comes from", () => {
    expect(wrapper.samples.matches.length).toBeGreaterThanOrEqual(3);
    expect(wrapper.samples.ignores.length).toBeGreaterThanOrEqual(3);
    expect(wrapper.references.length).toBeGreaterThan(0);
  });
});
