/** A token that expires in the middle of a run. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Simulator } from "../../sim/server.ts";
import { newLosses, type Verdict } from "./judge.ts";
import type { References } from "./play.ts";
import { asked, type Row, sound, verdict, whole } from "./row.ts";
import { LONG_BUDGET_MS, runCell } from "./run-cell.ts";

/** The text of a credentials file for a key that the account knows from now on. */
function temporary({ rules }: Pick<Simulator, "rules">, token: string): string {
  const key = `ASIA${token.toUpperCase()}`;
  rules.credentials.set(key, { secret: "s3cret", token, expiresMs: null });
  return `[default]\naws_access_key_id = ${key}\naws_secret_access_key = s3cret\naws_session_token = ${token}\n`;
}

/** The token expires after 30 requests; `renewed`: the credentials file has another one by then. */
async function expiring(renewed: boolean, all: References): Promise<Verdict> {
  const home = mkdtempSync(join(tmpdir(), "postmortem-matrix-keys-"));
  const file = join(home, "credentials");
  const rules = { credentials: new Map() };
  writeFileSync(file, temporary({ rules } as unknown as Simulator, "first"));
  try {
    const run = await runCell({
      budgetMs: LONG_BUDGET_MS,
      rules,
      environment: { AWS_SHARED_CREDENTIALS_FILE: file },
      onCall: (_entry, count, simulator) => {
        if (count !== 30) return;
        simulator.rules.credentials.set("ASIAFIRST", { secret: "s3cret", token: "first", expiresMs: 0 });
        if (renewed) writeFileSync(file, temporary(simulator, "second"));
      },
    });
    if (renewed) return verdict(whole(run, all.whole));
    const losses = newLosses(run, all.whole);
    const wrong = [...run.files].filter(([path, sha256]) => all.whole.files.get(path) !== sha256);
    const causes = [
      ...sound(run),
      ...(run.exit === 3 ? [] : [`exit ${run.exit}`]),
      ...(losses.some(
        ({ code, remedy }) => /EXPIRED|CREDENTIALS/.test(code ?? "") && /sign in|renew/.test(remedy ?? ""),
      )
        ? []
        : ["no entry says that the credentials expired and what to do"]),
      // cluster.json and metrics.json may hold less; what does not say so must be the same.
      ...wrong
        .filter(([path]) => /^(?:instances|apps|enhanced)/.test(path) && losses.length === 0)
        .map(([path]) => `${path} changed`),
      ...asked(run, all.whole.journal.length + 8),
    ];
    return verdict(causes, "incomplete");
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Renewed by then, and not. */
export const credentialRows: readonly Row[] = [
  { name: "the token expires and the credentials file has a new one", play: (all) => expiring(true, all) },
  { name: "the token expires for good", play: (all) => expiring(false, all) },
];
