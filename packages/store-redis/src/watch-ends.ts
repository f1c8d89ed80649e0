import type { RunStatus } from '@ag06/contracts';
import { readRunStatus, skipBroken } from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Listens for ended runs on the channels of all partitions. */
export async function watchEnds(
  subscriptions: Subscriptions,
  partitions: readonly PartitionKeys[],
  kind: 'ended' | 'stopped',
  listener: (runId: string, status: RunStatus) => void,
): Promise<() => Promise<void>> {
  const notify = (message: string) => {
    const [runId = '', word] = message.split(' ');
    // Nobody misses an end because of this: those who wait for one also look from time to time.
    const status = skipBroken(() => readRunStatus('status', word));
    if (status !== undefined) listener(runId, status);
  };
  const stops = await Promise.all(
    partitions.map((keys) => subscriptions.listen(`${keys.channels}${kind}`, notify)),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
