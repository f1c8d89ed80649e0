import { Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** The baseline's worker: each step reads its child's result and returns one of its own. */
const [url = '', concurrency = '50'] = process.argv.slice(2);
const connection = new Redis(url, { maxRetriesPerRequest: null });
const workers = ['flow-a', 'flow-b', 'flow-c'].map(
  (queue) =>
    new Worker(
      queue,
      async (job) => {
        const children = queue === 'flow-a' ? {} : await job.getChildrenValues<{ n: number }>();
        const before = Object.values(children)[0]?.n ?? job.data.n;
        return { n: before + 1 };
      },
      {
        connection,
        concurrency: Number(concurrency),
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    ),
);
let completed = 0;
let target = Number.POSITIVE_INFINITY;
process.on('message', (message: { target: number }) => {
  completed = 0;
  target = message.target;
});
workers[2]?.on('completed', () => {
  completed++;
  if (completed === target) process.send?.('completed');
});
await Promise.all(workers.map((worker) => worker.waitUntilReady()));
process.send?.('ready');
