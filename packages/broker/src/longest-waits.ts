import type { QueueClock } from './queue-clock.ts';
import type { RedisConnection } from './redis-connection.ts';
import { runLooks } from './run-pipeline.ts';

/** Jobs examined in each queue, evenly spaced by rank, because the order is by urgency and not by time. */
const SAMPLES = 16;

type Wait = readonly [agent: string, waitMs: number] | undefined;

/** Returns the longest wait among a sample of jobs of each queue; undefined if no job waits. */
export async function findLongestWaits(
  redis: RedisConnection,
  key: (agent: string, part: string) => string,
  queues: readonly { readonly agent: string }[],
  clock: Pick<QueueClock, 'now'>,
): Promise<readonly Wait[]> {
  const depths = redis.pipeline();
  for (const { agent } of queues) depths.zcard(key(agent, 'prioritized'));
  const ranks = (await runLooks(depths)).map((depth) => toRanks(Number(depth)));
  const looks = redis.pipeline();
  for (const [i, { agent }] of queues.entries()) {
    looks.lindex(key(agent, 'wait'), -1);
    for (const rank of ranks[i] ?? []) looks.zrange(key(agent, 'prioritized'), String(rank), String(rank));
  }
  const found = (await runLooks(looks)).values();
  const jobs = queues.flatMap(({ agent }, i) =>
    Array.from({ length: 1 + (ranks[i]?.length ?? 0) }, () => ({ agent, jobId: found.next().value })),
  );
  const times = await loadTimes(redis, key, jobs);
  return toWaits(queues, times, clock.now());
}

/** The head, then even steps, and the newest and least urgent at the end. */
function toRanks(depth: number): readonly number[] {
  if (depth <= SAMPLES) return Array.from({ length: depth }, (_, rank) => rank);
  return Array.from({ length: SAMPLES }, (_, i) => Math.floor((i * (depth - 1)) / (SAMPLES - 1)));
}

interface DueJob {
  readonly agent: string;
  readonly dueAt: number;
}

async function loadTimes(
  redis: RedisConnection,
  key: (agent: string, part: string) => string,
  jobs: readonly { readonly agent: string; readonly jobId: unknown }[],
): Promise<readonly DueJob[]> {
  const ids = jobs.flatMap(({ agent, jobId }) => {
    const id = Array.isArray(jobId) ? jobId[0] : jobId;
    return typeof id === 'string' ? [{ agent, id }] : [];
  });
  const times = redis.pipeline();
  for (const { agent, id } of ids) times.hmget(key(agent, id), 'timestamp', 'delay');
  const replies = await runLooks(times);
  return ids.flatMap(({ agent }, i) => {
    const reply = replies[i];
    const [addedAt, delayMs] = Array.isArray(reply) ? reply : [];
    return typeof addedAt === 'string' ? [{ agent, dueAt: Number(addedAt) + Number(delayMs ?? 0) }] : [];
  });
}

function toWaits(
  queues: readonly { readonly agent: string }[],
  jobs: readonly DueJob[],
  now: number,
): readonly Wait[] {
  const longest = new Map<string, number>();
  for (const { agent, dueAt } of jobs) {
    // A foreign job may have any time.
    if (Number.isFinite(dueAt)) longest.set(agent, Math.max(longest.get(agent) ?? 0, now - dueAt));
  }
  return queues.map(({ agent }) => {
    const waitMs = longest.get(agent);
    return waitMs === undefined ? undefined : [agent, waitMs];
  });
}
