/** Lets a number of pieces of work run at the same time, the others in the order they came. */
export function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/**
 * Waits for all, also when one fails: what is half done must not go on behind the back of who handles the failure.
 *
 * @throws the first failure
 */
export async function allOf<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  let first: { readonly error: unknown } | null = null;
  await Promise.all(
    work.map((one) =>
      one.catch((error: unknown) => {
        first ??= { error };
      }),
    ),
  );
  if (first !== null) throw (first as { readonly error: unknown }).error;
  return Promise.all(work);
}
