import { type EndListener, readRunStatus, skipBroken } from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { Subscriptions } from './subscriptions.ts';

/** `<run> <status>`, and of a completed run its output if it is short. Processes of older versions leave that out. */
const END = /^(\S*) (\S+)(?: (.*))?$/s;

/** Listens for ended runs on the channels of all partitions. */
export async function watchEnds(
  subscriptions: Subscriptions,
  partitions: readonly PartitionKeys[],
  kind: 'ended' | 'stopped',
  listener: EndListener,
): Promise<() => Promise<void>> {
  const notify = (message: string) => {
    const [, runId = '', word, output] = END.exec(message) ?? [];
    // Nobody misses an end because of this: those who wait for one also look from time to time.
    const status = skipBroken(() => readRunStatus('status', word));
    if (status !== undefined) listener(runId, status, output);
  };
  const stops = await Promise.all(
    partitions.map((keys) => subscriptions.listen(`${keys.channels}${kind}`, notify)),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
