import type { RunStatus } from '@ag06/contracts';
import type { PartitionKeys } from './keys.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Listens for ended runs on the channels of all partitions. */
export async function watchEnds(
  subscriptions: Subscriptions,
  partitions: readonly PartitionKeys[],
  kind: 'ended' | 'stopped',
  listener: (runId: string, status: RunStatus) => void,
): Promise<() => Promise<void>> {
  const tell = (message: string) => {
    const [runId = '', status] = message.split(' ');
    listener(runId, status as RunStatus);
  };
  const stops = await Promise.all(
    partitions.map((keys) => subscriptions.listen(`${keys.channels}${kind}`, tell)),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
