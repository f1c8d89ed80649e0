import { json } from 'node:stream/consumers';
import { createPostgresBackend, Queue, QueueEvents } from 'bullmq';

const WAIT_MS = 60_000;
const url = process.argv[2];

const isRedis = url.startsWith('redis:');
const connection = isRedis ? { url } : url;
const backend = isRedis ? [] : [createPostgresBackend];
const queue = new Queue('ag06.submissions', { connection }, ...backend);
const events = new QueueEvents('ag06.submissions', { connection }, ...backend);
await events.waitUntilReady();

const jobs = await json(process.stdin);
const added = await Promise.all(jobs.map(({ name, data, opts }) => queue.add(name, data, opts)));
process.stderr.write(`added ${added.length}\n`);
for (const job of added) {
  const end = await job.waitUntilFinished(events, WAIT_MS).then(
    (value) => ({ value }),
    (error) => ({ failed: error.message }),
  );
  process.stdout.write(`${JSON.stringify({ jobId: job.id, ...end })}\n`);
}
await events.close();
await queue.close();
