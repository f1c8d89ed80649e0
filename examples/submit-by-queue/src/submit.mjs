import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';

/** Starts a run through the queue and prints the answer: `node submit.mjs redis://127.0.0.1:6379 WORKFLOW INPUT-AS-JSON`. */
const [url, workflow, input = 'null'] = process.argv.slice(2);
const redis = new Redis(url, { maxRetriesPerRequest: null });
const queue = new Queue('ag06.submissions', { connection: redis });
// Listening begins at the last event there is. By itself it begins a moment after it says that it is ready, and misses
// an answer that is faster.
const [newest] = await redis.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
const events = new QueueEvents(queue.name, { connection: redis, lastEventId: newest?.[0] ?? '0-0' });

const data = { workflow, input: JSON.parse(input), correlationId: 'order 7', tags: ['by-queue'] };
// The answer is kept for a while, so that it is there also for who asks after it was given.
const kept = { age: 60 };
const job = await queue.add('start', data, { removeOnComplete: kept, removeOnFail: kept });
try {
  console.log(await job.waitUntilFinished(events, 10_000));
} catch (refused) {
  console.error(refused.message);
  process.exitCode = 1;
}
await events.close();
await queue.close();
redis.disconnect();
