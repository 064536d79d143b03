import { payloads } from "../../report/hostile.ts";

/** Texts that would act on a terminal or hide there, and such whose width is easily taken for another. */
export const nasty: readonly string[] = [
  ...payloads,
  "\u0301\u0301 marks first",
  "e\u0301\u0302\u0303 n\u0303",
  "日本語のログ 한국어 中文",
  "\u1112\u1161\u11ab jamo \u1161 alone",
  "👩‍👩‍👧‍👦 🇩🇪🇫 ⚠️ ⚠ 👍🏽 \u{1f3fd}",
  "\ud800 lone \udc00",
  "tab\there\tand\u0085there\u2028x",
  "\u200d\ufe0f\u200b",
  "x".repeat(20_000),
  "漢".repeat(1000),
  "",
];
