import type { ClientSignature } from "../../model/index.ts";

const farewell = new RegExp(
  [
    String.raw`^(?:process )?(?:received|got|caught) (?:signal )?SIG(?:TERM|INT|QUIT|KILL)\b`,
    String.raw`^SIG(?:TERM|INT|QUIT) (?:received|signal received)`,
    String.raw`^(?:[\w.-]{1,80}:? )?[Ss]hutting down$`,
    String.raw`^[Ss]hutting down(?:\.{1,3}$|[,:]| \{| gracefully| server| application| service)`,
    String.raw`^(?:service |server |application |worker )?(?:stopping|stopped)(?:$|\.{1,3}$|\n)`,
    String.raw`^(?:Commencing graceful shutdown|Graceful shutdown complete|Application shutdown complete|Application is shutting down|Finished server process \[|Worker exiting \(pid|Gracefully (?:stopping|shutting down)|HikariPool-\d+ - Shutdown initiated|Handling signal: (?:term|int|quit))`,
  ].join("|"),
);
/** Node: nobody handled the error of a pooled client, and the process is gone. Go: a panic. */
const death = /^\s*throw er; \/\/ Unhandled 'error' event|^\s*triggerUncaughtException\(|^panic: \S/m;

/** A process of the application ends, in order or not. */
export const clientStopped: ClientSignature = {
  id: "client-stopped",
  scope: "client",
  title: "Application stopped",
  means:
    "A process of this application ended or began to; an unhandled error of an idle connection ends a Node process at once.",
  references: [
    "https://nodejs.org/api/events.html#error-events",
    "https://github.com/aws/aws-advanced-nodejs-wrapper/pull/621",
    "https://docs.gunicorn.org/en/stable/",
  ],
  literals: [
    "SIG",
    "hutting down",
    "stopping",
    "stopped",
    "shutdown",
    "Shutdown",
    "Finished server process",
    "Worker exiting",
    "Gracefully",
    "Handling signal",
    "Unhandled 'error' event",
    "triggerUncaughtException",
    "panic: ",
  ],
  match: (text) => farewell.test(text) || death.test(text),
  examples: {
    matches: [
      { text: "received SIGTERM, draining", from: "Python logging" },
      { text: "shutting down", from: "pino" },
      { text: "shutting down { jobs: 17 }", from: "console.log" },
      { text: "Shutting down", from: "Python logging" },
      { text: "admin-api Shutting down", from: "Python logging, name not told apart" },
      { text: "stopping", from: "a shell script" },
      { text: "SIGTERM received", from: "an application" },
      {
        text: "      throw er; // Unhandled 'error' event\n      ^\n\nerror: terminating connection due to administrator command\n    at Parser.parseErrorMessage",
        from: "Node",
      },
      { text: "node:events:497\n      throw er; // Unhandled 'error' event\n", from: "Node" },
      { text: "HikariPool-1 - Shutdown initiated...", from: "HikariCP" },
      { text: "Worker exiting (pid: 7)", from: "gunicorn" },
      { text: "panic: runtime error: invalid memory address or nil pointer dereference", from: "Go" },
    ],
    ignores: [
      { text: "received SIGHUP, reloading", why: "a reload" },
      { text: "shutting down idle connection 7", why: "a connection, not the process" },
      {
        text: "error: the database system is shutting down",
        sqlstate: "57P03",
        why: "the database, not the application",
      },
      { text: "stopping criteria reached", why: "other words follow" },
      { text: "indexed note: database system is shut down", why: "a note about the database" },
      { text: "Error: Connection terminated unexpectedly", why: "a connection, not the process" },
    ],
  },
};
