import { browse, type Browsed } from "../analyze/index.ts";
import { plainAscii } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";
import {
  type Host,
  type Keys,
  openRecords,
  openScreen,
  type Outside,
  plainScreen,
  type ViewCase,
} from "../tui/index.ts";
import { askedWindow } from "./asked-window.ts";
import { withCase } from "./case-input.ts";
import { Exit, UserError } from "./exit.ts";
import { exportFile, exportPlace } from "./export-file.ts";
import { keyBindings } from "./key-bindings.ts";
import { openMarks } from "./marks-file.ts";
import { writeAll } from "./output.ts";
import { page } from "./pager.ts";
import type { ScreenArguments, ViewArguments } from "./arguments.ts";
import { whileReading } from "./read-progress.ts";
import { givenRules, scanSettings } from "./scan-settings.ts";
import { backgroundOf, requireTerminal } from "./terminal-screen.ts";

/** `postmortem view`: the terminal timeline, or with `--plain` its content on standard output. */
export async function viewCommand(paths: readonly string[], options: ViewArguments): Promise<Exit> {
  const plain = options.plain === true;
  if (!plain) requireTerminal(process, paths);
  const keys = await keyBindings(options.keys, process.env);
  const [rules, window] = [await givenRules(options.rules), await askedWindow(options, Date.now())];
  const settings = { ...scanSettings(options), rules, window };
  const use = async (evidence: Evidence): Promise<Exit> => {
    const browsed = await whileReading(options.quiet, (progress) => browse(evidence, { ...settings, progress }));
    return plain ? printCase(browsed, evidence, paths, options) : showCase(browsed, evidence, paths, keys, options);
  };
  return withCase(paths, use, window);
}

/** Opens the screen of an analyzed case, until the person or a signal closes it. */
export async function showCase(
  browsed: Browsed,
  evidence: Evidence,
  paths: readonly string[],
  keys: Keys,
  options: ScreenArguments,
): Promise<Exit> {
  const viewCase = viewCaseOf(browsed, evidence, paths, options);
  const screen = await openScreen(viewCase, {
    stdin: process.stdin,
    stdout: process.stdout,
    host,
    background: backgroundOf(options, process.env),
    ascii: options.ascii === true,
    mouse: options.mouse === true,
    keys,
    outside: outsideOf(viewCase, evidence, paths),
  });
  return (await screen.closed) === null ? Exit.ok : Exit.interrupted;
}

async function printCase(
  browsed: Browsed,
  evidence: Evidence,
  paths: readonly string[],
  options: ScreenArguments,
): Promise<Exit> {
  const viewCase = viewCaseOf(browsed, evidence, paths, options);
  const { records } = viewCase;
  if (records.all === null)
    await new Promise<void>((done) => {
      records.onChange(() => {
        if (records.all !== null) done();
      });
    });
  const columns = process.stdout.isTTY ? process.stdout.columns : null;
  const text = plainScreen(viewCase, { columns, zone: options.displayTz ?? null }).join("\n");
  await writeAll(process.stdout, `${options.ascii === true ? plainAscii(text) : text}\n`);
  return Exit.ok;
}

function viewCaseOf(
  { onScreen: report, facts, ...sources }: Browsed,
  evidence: Evidence,
  paths: readonly string[],
  { displayTz }: ScreenArguments,
): ViewCase {
  return {
    name: evidence.name,
    report,
    facts,
    records: openRecords(sources, { soon: setImmediate, nowMs: () => performance.now() }),
    marks: openMarks(paths),
    localZone: displayTz ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** This process, as far as the screen needs it. */
const host: Host = {
  on: (event, listener) => process.on(event, listener),
  off: (event, listener) => process.off(event, listener),
  // The whole job, as the terminal's own Ctrl-Z: npx and its shell wait for us.
  stop: process.platform === "win32" ? null : () => process.kill(0, "SIGTSTP"),
};

function outsideOf({ records }: ViewCase, evidence: Evidence, paths: readonly string[]): Outside {
  return {
    exportFile: (format, pieces) => exportFile(exportPlace(paths), format, pieces),
    page: async (path, line) => {
      const file = evidence.files.find((each) => each.path === path);
      const row = records.rowOfLine(path, line);
      const detail =
        row === null || records.all === null ? null : records.detail(records.all.placeOf(row), records.all, 0);
      if (file === undefined || detail === null) throw new UserError(`no line ${line} of that file is known`);
      await page(file, detail.byteOffset, process.env["PAGER"] || "less");
    },
  };
}
