import { type UntilOptions, until } from '@ag06/test-support';

/** Resolves with the first value that `probe` finds. Rejects as `until` does. */
export async function untilFound<T extends object>(
  probe: () => T | undefined | Promise<T | undefined>,
  options: UntilOptions = {},
): Promise<T> {
  const found = await until(probe, { timeoutMs: 60_000, ...options });
  if (found === undefined) throw new Error('until resolves with what it has found.');
  return found;
}
