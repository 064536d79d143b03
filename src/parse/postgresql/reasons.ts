/** Why a line of a stderr log is not used. */
export const Reason = {
  orphan: "a continuation with no record before it",
  afterQuarantine: "a continuation of a line that was not understood",
  cut: "a log line prefix without process id and level: the file was cut there, or a user or database name holds a newline",
  language:
    "a level that is not one of PostgreSQL's English ones: messages in another language (lc_messages) are not understood",
  foreign: "a time stamp without the RDS log_line_prefix behind it",
  name: "it is part of a user or database name that holds a newline",
  twoProcesses: "its user or database name holds a process id and a level of its own",
} as const;
