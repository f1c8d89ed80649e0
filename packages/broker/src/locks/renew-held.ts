import { clockMs } from './clock-ms.ts';
import type { LockName } from './lock-page.ts';

/** A held lock, and the callbacks for the result of its renewal. */
export interface RenewableLock extends LockName {
  /** Called when it was renewed by a command sent at this `clockMs()`. */
  renewed(atMs: number): void;
  /** Called when it is no longer ours. */
  lost(): void;
}

/** Renews locks of one queue in one command. Resolves with the positions, from 0, of those that are no longer ours. */
export type ExtendLocks = (queue: string, locks: readonly LockName[]) => Promise<readonly number[]>;

/** Renews these locks once, for all queues at the same time. Rejects with the first error after all were answered. */
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
