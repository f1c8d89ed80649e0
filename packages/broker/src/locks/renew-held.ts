import { clockMs } from './clock-ms.ts';
import type { LockName } from './lock-page.ts';

/** A lock that is held, and whom to tell what became of its renewal. */
export interface RenewableLock extends LockName {
  /** It was renewed by a command that was sent at this `clockMs()`. */
  renewed(atMs: number): void;
  /** It is not ours any more. */
  lost(): void;
}

/** Renews locks on jobs of one queue in one command. Resolves with the places, from 0, of those that are not ours any more. */
export type ExtendLocks = (queue: string, locks: readonly LockName[]) => Promise<readonly number[]>;

/** Renews these locks once, all queues at the same time. Rejects with the first error after all were answered. */
export async function renewHeld(locks: readonly RenewableLock[], extend: ExtendLocks): Promise<void> {
  const byQueue = [...Map.groupBy(locks, ({ queue }) => queue)];
  const answers = await Promise.allSettled(
    byQueue.map(async ([queue, some]) => {
      const sentAt = clockMs();
      const lost = new Set(await extend(queue, some));
      for (const [i, lock] of some.entries()) {
        if (lost.has(i)) lock.lost();
        else lock.renewed(sentAt);
      }
    }),
  );
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
