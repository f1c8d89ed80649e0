import { indexOf } from './handed-job.ts';
import type { QueueWatch } from './queue-watch.ts';

/** Jobs that are looked at for each job that is handed over: more than one, so that the index does not grow. */
const AT_A_TIME = 4;

/** Removes some jobs of steps that ended longer than this ago, from whatever process they came. Others are looked at again later. */
export async function sweepEnded(watch: QueueWatch, keepMs: number): Promise<void> {
  const { queue, client } = watch;
  const before = Date.now() - keepMs;
  const ids = await client.zrangebyscore(indexOf(watch), '-inf', before, 'LIMIT', 0, AT_A_TIME);
  for (const id of ids) {
    const job = await queue.getJob(id);
    if (job !== undefined && (job.finishedOn ?? Date.now()) > before) {
      await client.zadd(indexOf(watch), 'XX', job.finishedOn ?? Date.now(), id);
      continue;
    }
    await queue.remove(id);
    await client.zrem(indexOf(watch), id);
  }
}
