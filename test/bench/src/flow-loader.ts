import { FlowProducer } from 'bullmq';
import { Redis } from 'ioredis';

/** The baseline's load: chains of three jobs in batches of 100. */
const [url = ''] = process.argv.slice(2);
const BATCH = 100;
const flows = new FlowProducer({ connection: new Redis(url, { maxRetriesPerRequest: null }) });
const opts = { removeOnComplete: true, removeOnFail: true, priority: 31 };

const chain = (n: number) => ({
  name: 'c',
  queueName: 'flow-c',
  data: {},
  opts,
  children: [
    {
      name: 'b',
      queueName: 'flow-b',
      data: {},
      opts,
      children: [{ name: 'a', queueName: 'flow-a', data: { n }, opts }],
    },
  ],
});

process.on('message', async (message: { count: number }) => {
  for (let from = 0; from < message.count; from += BATCH) {
    const size = Math.min(BATCH, message.count - from);
    await flows.addBulk(Array.from({ length: size }, (_, i) => chain(from + i)));
  }
  process.send?.('loaded');
});
await flows.waitUntilReady();
process.send?.('ready');
