import type { Redis } from 'ioredis';

/** Makes the store believe that a run ended so much earlier. */
export async function ageRun(redis: Redis, runId: string, ms: number): Promise<void> {
  const finished = await redis.lrange('ag06:{p0}:finished', 0, -1);
  const at = finished.findIndex((entry) => entry.endsWith(`|${runId}`));
  const endedAt = Number(finished[at]?.split('|')[0]);
  await redis.lset('ag06:{p0}:finished', at, `${endedAt - ms}|${runId}`);
  // An entry counts only while its run ended then: one that was retried has another.
  const run = `ag06:{p0}:run:${runId}`;
  const head = ((await redis.hget(run, 'h')) ?? '').split('|');
  await redis.hset(run, 'h', head.with(4, String(endedAt - ms)).join('|'));
}
