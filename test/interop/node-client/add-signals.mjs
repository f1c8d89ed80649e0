import { createInterface } from 'node:readline';
import { createPostgresBackend, Queue } from 'bullmq';
import { Cluster } from 'ioredis';

const NAME = 'ag06.signals';
const AGAIN_AFTER_MS = 500;
const [, , url] = process.argv;

const { options, backend } = connect(url);
const queue = new Queue(NAME, options, ...backend);
queue.on('error', () => {});

// Each line is `{number, data}`; its number is printed once the job is there.
for await (const line of createInterface({ input: process.stdin })) {
  const { number, data } = JSON.parse(line);
  void add(number, data);
}

/** A repeat may be a second job: its key makes it one signal. */
async function add(number, data) {
  for (;;) {
    try {
      await queue.add('signal', data);
      process.stdout.write(`${number}\n`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
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
  connection.on('error', () => {});
  return { options: { connection, prefix: `{bull:${NAME}}` }, backend: [] };
}
