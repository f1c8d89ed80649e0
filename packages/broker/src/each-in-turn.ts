/** Bounds what waits for answers. */
const AT_ONCE = 50;

/** Handles one element after the other, even if some fail, and then rejects with the first error. */
export async function eachInTurn<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      await act(item);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** The same for many elements at once, `AT_ONCE` of them: what each asks first goes to the server in one write. */
export async function eachTogether<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const ended = await Promise.allSettled(items.slice(from, from + AT_ONCE).map(act));
    errors.push(...ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
  }
  if (errors.length > 0) throw errors[0];
}
