import type { SourceFile } from "../../model/index.ts";
import { scanConsoleCsv } from "./console-csv.ts";
import { scanCsvlog } from "./csvlog.ts";
import { scanJsonlog } from "./jsonlog.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";
import type { ServerSniff } from "./sniff.ts";
import { scanStderr } from "./stderr.ts";

/** Scans a PostgreSQL server log of any format; `sniff` is what its first bytes showed. */
export function scanServerLog(file: SourceFile, sniff: ServerSniff, ports: ScanPorts): ServerScan {
  switch (sniff.format) {
    case "stderr":
      return scanStderr(file, sniff.excerpt, ports);
    case "csvlog":
      return scanCsvlog(file, ports);
    case "jsonlog":
      return scanJsonlog(file, ports);
    case "console-csv":
      return scanConsoleCsv(file, ports);
    default:
      return sniff.format satisfies never;
  }
}
