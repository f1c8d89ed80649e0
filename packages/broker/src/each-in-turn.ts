/** Does it for one after the other, also where it fails for some; rejects with the first error then. */
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
