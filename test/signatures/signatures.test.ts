import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LevelCode, PartCode, type ServerMessage, type ServerSignature } from "../../src/model/index.ts";
import { allSignatures, clientMatcher, codes, rulesSha256, serverMatcher } from "../../src/signatures/index.ts";

const source = (path: string): URL => new URL(`../../src/${path}`, import.meta.url);

function matchServer(m: ServerMessage): number {
  const bytes = Buffer.from(`>${m.message}<`, "latin1");
  return serverMatcher.match(bytes, 1, bytes.length - 1, LevelCode[m.level], PartCode[m.part], m.background);
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const name = (code: number): string => codes.id(code) ?? "nothing";

describe("the registry", () => {
  test("has one file and one signature for every id of the model", () => {
    const model = readFileSync(source("model/signature.ts"), "utf8");
    for (const scope of ["server", "client"] as const) {
      const union = new RegExp(`export type ${scope === "server" ? "Server" : "Client"}SignatureId =([^]*?)";`).exec(
        model,
      );
      const ids = [...`${union?.[1] ?? ""}"`.matchAll(/\| "([a-z-]+)"/g)].map((m) => m[1] ?? "");
      const registered = allSignatures.filter((s) => s.scope === scope).map((s) => s.id);
      const files = readdirSync(source(`signatures/${scope}`)).filter((file) => file !== "index.ts");
      expect(ids.length).toBeGreaterThan(20);
      expect(registered.toSorted(byText)).toEqual(ids.toSorted(byText));
      expect(files.toSorted(byText)).toEqual(ids.map((id) => `${id}.ts`).toSorted(byText));
    }
  });

  test("numbers the signatures from 1 without gaps, server first", () => {
    expect(allSignatures.map((s) => codes.code(s.id))).toEqual(allSignatures.map((_, i) => i + 1));
    expect(codes.id(0)).toBeNull();
    expect(codes.id(allSignatures.length + 1)).toBeNull();
    const firstClient = allSignatures.findIndex((s) => s.scope === "client");
    expect(allSignatures.slice(firstClient).every((s) => s.scope === "client")).toBe(true);
  });

  test("has a stable hash", () => {
    expect(rulesSha256()).toMatch(/^[0-9a-f]{64}$/);
    expect(rulesSha256()).toBe(rulesSha256());
  });
});

describe.each(allSignatures.map((signature) => ({ id: signature.id, signature })))("$id", ({ id, signature }) => {
  test("is named after its file and explains itself", () => {
    const file = source(`signatures/${signature.scope}/${id}.ts`);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toContain(`id: "${id}"`);
    expect(signature.title).not.toBe("");
    expect(signature.means).toMatch(/\.$/);
    expect(signature.references.length).toBeGreaterThan(0);
    for (const reference of signature.references)
      expect(reference).toMatch(/^(?:https:\/\/\S+|src\/\S+\.(?:c|l|h)\b.*)$/);
    expect(new Set(signature.references).size).toBe(signature.references.length);
  });

  test("has examples and near misses, each once and each miss with its reason", () => {
    const { matches, ignores } = signature.examples;
    expect(matches.length).toBeGreaterThan(0);
    expect(ignores.length).toBeGreaterThan(0);
    for (const ignore of ignores) expect(ignore.why).not.toBe("");
    expect(new Set(matches.map((m) => JSON.stringify(m))).size).toBe(matches.length);
  });

  if (signature.scope === "server") serverExamples(signature);
  else {
    test.each(signature.examples.matches)("takes $text", ({ text, sqlstate }) => {
      expect(name(clientMatcher.match(text, sqlstate ?? null))).toBe(id);
    });
    test.each(signature.examples.ignores)("leaves $text: $why", ({ text, sqlstate }) => {
      expect(name(clientMatcher.match(text, sqlstate ?? null))).not.toBe(id);
    });
  }
});

function serverExamples(signature: ServerSignature): void {
  const { id, chatter, examples } = signature;
  test.each(examples.matches)("takes $level $message and no other signature does", (example) => {
    expect(name(matchServer(example))).toBe(id);
    expect(serverMatcher.isChatter(codes.code(id))).toBe(chatter);
    const takers = allSignatures.filter(
      (s) => s.scope === "server" && s.starts.some((t) => startsWith(example.message, t)) && s.match(trimmed(example)),
    );
    expect(takers.map((s) => s.id)).toEqual([id]);
  });
  test.each(examples.ignores)("leaves $level $message: $why", (example) => {
    expect(name(matchServer(example))).not.toBe(id);
  });
}

function startsWith(message: string, start: string): boolean {
  return Buffer.from(message, "latin1").subarray(0, Buffer.byteLength(start)).equals(Buffer.from(start));
}

function trimmed(m: ServerMessage): ServerMessage {
  return { ...m, message: m.message.slice(0, 256).trimEnd() };
}
