// Rows of csvlog, as PostgreSQL writes them: texts quoted, absent ones empty, numbers and stamps bare.

export interface Cells {
  readonly time?: string;
  readonly user?: string;
  readonly database?: string;
  readonly pid?: number;
  readonly from?: string;
  readonly severity?: string;
  readonly sqlstate?: string;
  readonly message?: string;
  readonly query?: string;
  readonly backendType?: string;
}

function quoted(text: string): string {
  return text === "" ? "" : `"${text.replaceAll('"', '""')}"`;
}

export function csvRow(cells: Cells = {}, columns = 26): string {
  const row = [
    cells.time ?? "2026-11-21 19:01:44.123 UTC",
    quoted(cells.user ?? "app"),
    quoted(cells.database ?? "orders"),
    String(cells.pid ?? 700),
    quoted(cells.from ?? "10.0.0.1:5000"),
    "6b01e523.2bc",
    "3",
    quoted("INSERT"),
    "2026-11-21 19:00:00 UTC",
    "4/5",
    "0",
    cells.severity ?? "LOG",
    cells.sqlstate ?? "00000",
    quoted(cells.message ?? "x"),
    "",
    "",
    "",
    "",
    "",
    quoted(cells.query ?? ""),
    "",
    "",
    quoted("psql"),
    quoted(cells.backendType ?? "client backend"),
    "",
    "0",
    "",
  ];
  return `${row.slice(0, columns).join(",")}\n`;
}

/** A row of a console's export: CloudWatch's time, then the record in quotes. */
export function consoleRow(eventTime: string, record: string): string {
  return `${eventTime},${quoted(record)},123456789012:/aws/rds/cluster/orders/postgresql\n`;
}
