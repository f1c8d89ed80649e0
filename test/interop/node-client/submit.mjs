import { json } from 'node:stream/consumers';
import { createPostgresBackend, Queue, QueueEvents } from 'bullmq';
import { Cluster } from 'ioredis';

const WAIT_MS = 60_000;
const [, , url, name = 'ag06.submissions'] = process.argv;

const { options, backend } = connect(url);
const queue = new Queue(name, options, ...backend);
// On PostgreSQL what is published between a read and the wait after it is seen by the next read: soon.
const events = new QueueEvents(name, { ...options, blockingTimeout: 500 }, ...backend);
await events.waitUntilReady();

const jobs = await json(process.stdin);
const added = await Promise.all(jobs.map(({ name, data, opts }) => queue.add(name, data, opts)));
process.stderr.write(`added ${added.length}\n`);
for (const job of added) {
  const told = job.waitUntilFinished(events, WAIT_MS).then(
    (value) => ({ value }),
    (error) => ({ failed: error.message }),
  );
  const end = await Promise.race([told, lookFor(job.id)]);
  process.stdout.write(`${JSON.stringify({ jobId: job.id, ...end })}\n`);
}
await events.close();
await queue.close();
// What is written to a pipe is not there yet.
process.stdout.end(() => process.exit());

/** On PostgreSQL BullMQ's word of a job's end may be lost on a busy machine: the job itself tells it, too. */
async function lookFor(id) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const job = await queue.getJob(id);
    if (job === undefined) continue;
    // It may have ended since it was read.
    if (await job.isCompleted()) return { value: (await queue.getJob(id))?.returnvalue };
    if (await job.isFailed()) return { failed: job.failedReason };
  }
}

function connect(to) {
  if (to.startsWith('redis:')) return { options: { connection: { url: to } }, backend: [] };
  if (to.startsWith('postgres')) return { options: { connection: to }, backend: [createPostgresBackend] };
  // On a Cluster the queue's name is a hash tag, as `GET /v1/queues` tells.
  const nodes = to.replace('redis+cluster://', '').split(',');
  const connection = new Cluster(
    nodes.map((node) => `redis://${node}`),
    { maxRetriesPerRequest: null },
  );
  return { options: { connection, prefix: `{bull:${name}}` }, backend: [] };
}
