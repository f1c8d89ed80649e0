import type { Store } from '@ag06/store';

/** A dead process never comes back under its id. */
const FORGET_AFTER_MS = 60_000;

/** Removes the records of processes that have been silent for a minute: their versions, and where their metrics were. */
export async function forgetDeadProcesses({ shared, runs }: Pick<Store, 'shared' | 'runs'>): Promise<void> {
  const now = await runs.now();
  for (const kind of ['target', 'process'] as const) {
    const dead = (await shared.list(kind)).filter(({ changedAt }) => now - changedAt > FORGET_AFTER_MS);
    await Promise.all(dead.map(({ name, version }) => shared.remove(kind, name, version)));
  }
}
