import { Queue, QueueEvents } from 'bullmq';

/** Starts a run through the queue and prints the answer: `node submit.mjs redis://127.0.0.1:6379 WORKFLOW INPUT-AS-JSON`. */
const [url, workflow, input = 'null'] = process.argv.slice(2);
const connection = { url };
const queue = new Queue('ag06.submissions', { connection });
const events = new QueueEvents('ag06.submissions', { connection });

const data = { workflow, input: JSON.parse(input), correlationId: 'order 7', tags: ['by-queue'] };
// The answer is kept for a while, so that it is there also for who asks after it was given.
const kept = { age: 60 };
await events.waitUntilReady();
const job = await queue.add('start', data, { removeOnComplete: kept, removeOnFail: kept });
try {
  console.log(await job.waitUntilFinished(events, 10_000));
} catch (refused) {
  console.error(JSON.parse(refused.message));
  process.exitCode = 1;
}
await events.close();
await queue.close();
