/**
 * Beginnings of what stock PostgreSQL's own processes (13–18) and two extensions that RDS preloads write in every start,
 * stop, recovery, promotion or replication, and that no signature needs. A restart writes them however it came about, so
 * they are explained; without this list every restart would look new. Wording that tells of trouble is not in it.
 */
const catalogue: readonly string[] = [
  // postmaster.c, syslogger.c
  "listening on IPv4 address ",
  "listening on IPv6 address ",
  "listening on Unix socket ",
  "redirecting log output to logging collector process",
  "ending log output to stderr",
  "aborting any active transactions",
  'background worker "logical replication launcher" (PID ',
  // xlogrecovery.c, xlog.c: how recovery begins and ends
  "starting archive recovery",
  "starting backup recovery with redo LSN ",
  "restarting backup recovery with redo LSN ",
  "completed backup recovery with redo LSN ",
  "crash recovery starts in timeline ",
  "redo starts at ",
  "redo in progress, elapsed time: ",
  "redo done at ",
  "redo is not required",
  "last completed transaction was at log time ",
  "consistent recovery state reached at ",
  "recovery restart point at ",
  "restored log file ",
  "waiting for WAL to become available at ",
  "new target timeline is ",
  "recovering prepared transaction ",
  "MultiXact member wraparound protections are now enabled",
  // xlogreader.c: how the end of the log looks to whoever reads up to it
  "invalid record length at ",
  "invalid magic number ",
  "invalid info bits ",
  "invalid resource manager ID ",
  "incorrect resource manager data checksum in record at ",
  "record with incorrect prev-link ",
  "record with invalid length at ",
  "unexpected pageaddr ",
  "out-of-sequence timeline ID ",
  "there is no contrecord flag at ",
  "missing contrecord at ",
  // walreceiver.c, standby.c
  "fetching timeline history file for timeline ",
  "primary server contains no more WAL on requested timeline ",
  "replication terminated by primary server",
  "terminating walreceiver process due to administrator command",
  "recovery still waiting after ",
  "recovery finished waiting after ",
  // autovacuum.c, bgworker.c, logical replication's launcher, worker.c, slotsync.c
  "autovacuum launcher started",
  "autovacuum launcher shutting down",
  "terminating autovacuum process due to administrator command",
  "terminating background worker ",
  "terminating logical replication worker due to administrator command",
  "logical replication launcher started",
  "logical replication launcher shutting down",
  "logical replication apply worker for subscription ",
  "logical replication table synchronization worker for subscription ",
  "logical decoding found consistent point at ",
  "logical decoding found initial starting point at ",
  "logical decoding found initial consistent point at ",
  "starting logical decoding for slot ",
  "slot sync worker started",
  "replication slot synchronization worker is shutting down",
  // extensions
  "pg_cron scheduler started",
  "pg_cron scheduler shutting down",
  "pgaudit extension initialized",
];

/** By first word, because most messages have none of theirs. */
const byFirstWord = Map.groupBy(catalogue, firstWord);

/** Whether a server process writes this in the ordinary course of a start, stop, recovery or replication. */
export function isCatalogued(message: string): boolean {
  return byFirstWord.get(firstWord(message))?.some((start) => message.startsWith(start)) ?? false;
}

function firstWord(text: string): string {
  const blank = text.indexOf(" ");
  return blank === -1 ? text : text.slice(0, blank);
}
