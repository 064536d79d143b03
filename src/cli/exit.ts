/** Exit codes. Part of the public interface: changing one is a breaking change. */
export const Exit = { ok: 0, failOn: 1, usage: 2, incomplete: 3, bug: 70, interrupted: 130 } as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

/** Something the user can mend: printed as a sentence and a hint, without a stack. */
export class UserError extends Error {
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** Whether the reader of our output went away (`postmortem … | head`): that is success. */
function isBrokenPipe(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && (cause.code === "EPIPE" || cause.code === "ERR_STREAM_DESTROYED")) return true;
  }
  return false;
}

/** Runs a command; every way it can end becomes an exit code here and nowhere else. */
export async function run(main: () => Promise<Exit>, stderr: { write(text: string): unknown }): Promise<Exit> {
  try {
    return await main();
  } catch (error) {
    if (isBrokenPipe(error)) return Exit.ok;
    if (error instanceof UserError) {
      stderr.write(`postmortem: ${error.message}\n${error.hint === null ? "" : `  ${error.hint}\n`}`);
      return Exit.usage;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`postmortem: internal error, please report it with the lines below\n${stack}\n`);
    return Exit.bug;
  }
}
