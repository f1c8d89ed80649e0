/** Waits until all have ended, also those that outlast one that fails, and then throws the first error of the list. */
export async function settleAll(work: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}
