// A terminal in memory: Ink draws into it as into a real one, and tests read cells, cursor, title and clipboard.
import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import xterm, { type Terminal as XtermTerminal } from "@xterm/headless";
import { cellWidth } from "../../src/text/index.ts";

/** One cell as the terminal shows it; the second half of a wide character has no text. */
export interface Cell {
  readonly text: string;
  /** Palette index 0–15, null for the terminal's own. */
  readonly colour: number | null;
  readonly ground: number | null;
  readonly bold: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
}

/** What a process hears, sent by the test. */
export class Signals extends EventEmitter {
  stops = 0;
  stop = (): void => {
    this.stops++;
  };
}

/** A terminal of its own: streams for the screen, keys from the test, and what it made of the output. */
export class MemoryTerminal {
  readonly stdin: PassThrough & {
    isTTY: true;
    raw: boolean;
    setRawMode(raw: boolean): void;
    ref(): void;
    unref(): void;
  };
  readonly stdout: Writable & { isTTY: true; columns: number; rows: number };
  /** Everything that was written, as it came. */
  written = "";
  /** What the output asked a terminal to do beyond drawing: titles and clipboards. */
  readonly titles: string[] = [];
  readonly clipboards: string[] = [];
  /** What the terminal would have said to the program: somebody asked it. */
  readonly answers: string[] = [];
  private readonly xterm: XtermTerminal;

  constructor(columns: number, rows: number) {
    this.xterm = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0, logLevel: "off" });
    // The widths that terminals of today use; the table that xterm.js brings is from before emoji.
    this.xterm.unicode.register({
      version: "today",
      wcwidth: (code) => Math.min(2, cellWidth(String.fromCodePoint(code))) as 0 | 1 | 2,
      charProperties(code, preceding) {
        const width = cellWidth(String.fromCodePoint(code));
        const joins = width === 0 && preceding !== 0;
        // Bits of xterm.js: 1 for "joins the one before", then two of width.
        return (joins ? 1 : 0) | ((joins ? Math.max(width, (preceding >> 1) & 3) : width) << 1);
      },
    });
    this.xterm.unicode.activeVersion = "today";
    this.xterm.onData((answer) => this.answers.push(answer));
    this.xterm.onTitleChange((title) => this.titles.push(title));
    this.xterm.parser.registerOscHandler(52, (data) => {
      this.clipboards.push(data);
      return true;
    });
    const take = (chunk: Buffer, done: () => void): void => {
      this.written += chunk.toString("utf8");
      // A terminal's driver ends lines that a program only feeds.
      this.xterm.write(chunk.toString("utf8").replaceAll("\n", "\r\n"), done);
    };
    this.stdout = Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          take(chunk, done);
        },
      }),
      { isTTY: true as const, columns, rows },
    );
    const stdin = Object.assign(new PassThrough(), {
      isTTY: true as const,
      raw: false,
      setRawMode(raw: boolean): void {
        stdin.raw = raw;
      },
      ref(): void {},
      unref(): void {},
    });
    this.stdin = stdin;
  }

  get columns(): number {
    return this.xterm.cols;
  }

  get rows(): number {
    return this.xterm.rows;
  }

  /** Whether the alternate screen is shown. */
  get alternate(): boolean {
    return this.xterm.buffer.active.type === "alternate";
  }

  get cursorShown(): boolean {
    return this.written.lastIndexOf("\u001b[?25h") >= this.written.lastIndexOf("\u001b[?25l");
  }

  get mouse(): boolean {
    return this.xterm.modes.mouseTrackingMode !== "none";
  }

  get wraps(): boolean {
    return this.xterm.modes.wraparoundMode;
  }

  /** Whether pastes are told from keys. */
  get pastes(): boolean {
    return this.xterm.modes.bracketedPasteMode;
  }

  resize(columns: number, rows: number): void {
    this.xterm.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit("resize");
  }

  /** Waits until all that was written is on the screen. */
  async settled(): Promise<void> {
    await new Promise<void>((done) => this.stdout.write("", () => done()));
  }

  /** The lines as they are read, without spaces at their ends. */
  lines(): string[] {
    const buffer = this.xterm.buffer.active;
    return Array.from(
      { length: this.rows },
      (_, row) =>
        buffer
          .getLine(buffer.viewportY + row)
          ?.translateToString()
          .trimEnd() ?? "",
    );
  }

  text(): string {
    return this.lines().join("\n");
  }

  cells(row: number): Cell[] {
    const line = this.xterm.buffer.active.getLine(this.xterm.buffer.active.viewportY + row);
    return Array.from({ length: this.columns }, (_, column) => {
      const cell = line?.getCell(column);
      const none = cell === undefined || (cell.getWidth() > 0 && cell.getChars() === "");
      return {
        text: none ? " " : cell.getChars(),
        colour: cell?.isFgPalette() ? cell.getFgColor() : null,
        ground: cell?.isBgPalette() ? cell.getBgColor() : null,
        bold: Boolean(cell?.isBold()),
        inverse: Boolean(cell?.isInverse()),
        underline: Boolean(cell?.isUnderline()),
      };
    });
  }
}
