import type { QueueWatch } from './queue-watch.ts';

/** Jobs that are looked at for each job that is handed over: more than one, so that the index does not grow. */
const AT_A_TIME = 4;
/** How long a job is kept whose end no step has read: its worker, or the whole fleet, may be away. */
export const UNREAD_MS = 7 * 24 * 3600 * 1000;

const keyOf = ({ queue }: QueueWatch): string => queue.toKey('ag06');

/** Says when a job that was handed over may be removed, if it has ended by then. */
export async function keepJob(watch: QueueWatch, id: string, forMs: number): Promise<void> {
  await watch.client.zadd(keyOf(watch), Date.now() + forMs, id);
}

/** Removes some jobs of steps that were kept for long enough, from whatever process they came. Never rejects. */
export async function sweepEnded(watch: QueueWatch): Promise<void> {
  const { queue, client } = watch;
  try {
    const ids = await client.zrangebyscore(keyOf(watch), '-inf', Date.now(), 'LIMIT', 0, AT_A_TIME);
    for (const id of ids) {
      const job = await queue.getJob(id);
      if (job !== undefined && job.finishedOn === undefined) await keepJob(watch, id, UNREAD_MS);
      else {
        // Children that its worker gave it are jobs of the application.
        await queue.remove(id, { removeChildren: false });
        await client.zrem(keyOf(watch), id);
      }
    }
  } catch {
    // The next job that is handed over does it.
  }
}
