import { settlesWithin } from '@ag06/duty';

/** Waits for what ends, at most `withinMs` milliseconds if that is given. Rejects only within that time. */
export async function endsWithin(ending: Promise<void>, withinMs: number | undefined): Promise<void> {
  if (withinMs === undefined || (await settlesWithin(ending, withinMs))) await ending;
}
