import { LevelCode, SECOND_US } from "../../model/index.ts";
import { largestBlock } from "../blocks.ts";
import { CsvlogModule } from "./csvlog-module.ts";
import type { Keeper } from "./keeper.ts";
import { passableOf } from "./passable.ts";
import { RUN_GAP_US, type ScanPorts } from "./scan.ts";
import { StampReader } from "./stamp.ts";
import type { LineTally } from "./tally.ts";

const COMMA = 44;

/** Passes over sessions' ordinary operation in a csvlog; every row it is not sure of is left to be read. */
export class CsvlogRuns {
  private readonly module: CsvlogModule;
  private readonly ports: ScanPorts;
  private readonly keeper: Keeper;
  private readonly tally: LineTally;
  private readonly stamps = new StampReader();

  private constructor(module: CsvlogModule, ports: ScanPorts, keeper: Keeper, tally: LineTally) {
    this.module = module;
    this.ports = ports;
    this.keeper = keeper;
    this.tally = tally;
  }

  /** Null where nothing may or can be passed over. To be closed. */
  static make(ports: ScanPorts, keeper: Keeper, tally: LineTally): CsvlogRuns | null {
    const passable = ports.scanner === "plain" ? null : passableOf(ports);
    if (passable === null) return null;
    const module = CsvlogModule.take(largestBlock(ports.blockBytes));
    if (module === null) return null;
    module.setPrefixes(passable.session, passable.sampled);
    keeper.shareBudget(module.budget);
    return new CsvlogRuns(module, ports, keeper, tally);
  }

  /** The file ended: its buffers may be used for another. */
  close(): void {
    this.module.release();
  }

  /** A buffer for the file's bytes. */
  buffer(byteLength: number): Buffer {
    return this.module.buffer(byteLength);
  }

  /** Looks at the first `end` bytes of the buffer from now on. */
  attach(end: number): void {
    this.module.attach(end);
  }

  /** Passes over rows of `view` from `at` on; `base` is the file's offset of its first byte. Returns where it stopped. */
  pass(view: Buffer, at: number, base: number): number {
    const { module, keeper, tally } = this;
    const { STOP_FULL, STOP_MINUTE, STOP_OTHER } = module.at;
    const newBlock = (this.ports.index?.blockEnd ?? Infinity) - base;
    let from = at;
    let told = -1;
    for (let reachedUs = keeper.passableUs; !Number.isNaN(reachedUs); reachedUs = keeper.passableUs) {
      const stop = module.walk(from, newBlock, reachedUs + RUN_GAP_US, tally.previousUs);
      const count = module.word("COUNT");
      from = module.index("ROW");
      if (count > 0) this.account(count, base);
      if (stop === STOP_FULL || (stop === STOP_OTHER && count > 0)) continue;
      if (stop !== STOP_MINUTE || told === from || !this.learnMinute(view, from)) break;
      told = from;
    }
    return from;
  }

  private account(count: number, base: number): void {
    const { module, keeper, tally } = this;
    const start = module.index("LAST");
    const digits = module.word("LAST_DIGITS");
    const linesBefore = module.word("LAST_LINE");
    const timeUs = module.time("PREVIOUS");
    const last = {
      start,
      end: module.index("LAST_END"),
      linesBefore,
      timeUs,
      precision: digits === 0 ? 0 : digits > 3 ? 2 : 1,
      pid: module.word("LAST_PID"),
      background: false,
      lowUs: module.time("LOWEST"),
      highUs: module.time("HIGHEST"),
    };
    keeper.passed(count, last, 0, base + start, tally.line + linesBefore);
    tally.passed(module.word("LINES"), count, timeUs);
    const { histogram } = this.ports;
    if (histogram != null) module.histogram((second, n) => histogram.count(second, LevelCode.info, n));
  }

  /** Reads the minute of the stamp at `at` where its zone is known. */
  private learnMinute(view: Buffer, at: number): boolean {
    const { stamps, module } = this;
    if (!stamps.read(view, at, view.length) || !stamps.stamp.zoneKnown) return false;
    const { us, end } = stamps.stamp;
    if (view[end] !== COMMA) return false; // also where the block ends
    const [minute = "", seconds = "", fraction = ""] =
      /^([^]{16}):(\d\d)((?:\.\d{1,9})?)/.exec(view.toString("latin1", at, end))?.slice(1) ?? [];
    if (minute === "") return false;
    const zone = view.subarray(at + 19 + fraction.length, end + 1);
    return module.setMinute(view.subarray(at, at + 16), zone, Math.floor(us / SECOND_US) - Number(seconds));
  }
}
