import { afterAll, beforeAll, expect } from '@jest/globals';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';
import { CHAIN, runChains } from './chains.ts';
import { firstQuarter, median, rateOf, timed } from './timing.ts';

const SQUARE = {
  name: 'square',
  steps: { s: { agent: 'proof.square', with: '${input}' } },
  output: '${steps.s.output.n}',
};
let proof: ProofFleet;
beforeAll(async () => {
  proof = await startProofFleet(1, {});
  for (const one of [SQUARE, CHAIN]) await proof.client.workflows.push(one);
  // Code that nobody has called yet is slow.
  await runChains(proof.client, 300);
}, 180_000);
afterAll(() => proof.stop());

/** A queue of BullMQ alone on the same Redis, with a worker of it. */
async function bareQueue() {
  const connection = { host: '127.0.0.1', port: proof.fleet.redis.port };
  const queue = new Queue('bare', { connection });
  const events = new QueueEvents('bare', { connection });
  // Who waits for a job listens to its queue.
  queue.setMaxListeners(0);
  const worker = new Worker('bare', async ({ data }) => data, { connection, concurrency: 10 });
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()]);
  return {
    queue,
    events,
    stop: async () => {
      await worker.close();
      await events.close();
      await queue.close();
    },
  };
}

proveCase(
  81,
  'From submission to output of a run of one step over HTTP takes at most 8 times as long as a bare BullMQ job on the same Redis at the same time (the first quarter of 60 each, in turn).',
  async (measure) => {
    const bare = await bareQueue();
    try {
      const [ours, theirs]: number[][] = [[], []];
      for (let n = 0; n < 60; n++) {
        ours?.push(
          await timed(async () => proof.client.waitForOutput(await proof.client.submit('square', { n }))),
        );
        theirs?.push(
          await timed(async () => (await bare.queue.add('job', { n })).waitUntilFinished(bare.events)),
        );
      }
      const [own, other] = [firstQuarter(ours ?? []), firstQuarter(theirs ?? [])];
      measure('first quarter of runs', `${own.toFixed(1)} ms`);
      measure('first quarter of bare jobs', `${other.toFixed(1)} ms`);
      measure('ratio', (own / other).toFixed(1));
      expect(own / other).toBeLessThan(8);
    } finally {
      await bare.stop();
    }
  },
  180_000,
);

proveCase(
  82,
  'A hundred runs of 30 ms that are submitted at once are done at least 4 times as fast as one after the other, by one worker with ten slots.',
  async (measure) => {
    const { client } = proof;
    const one = (n: number) => client.submit('square', { n, ms: 30 });
    const alone = await rateOf(30, async () => {
      for (let n = 0; n < 30; n++) await client.waitForOutput(await one(n));
    });
    const together = await rateOf(100, async () => {
      const runs = await Promise.all(Array.from({ length: 100 }, (_, n) => one(n)));
      for (const run of runs) await client.waitForOutput(run);
    });
    measure(
      'runs per second, one after the other and at once',
      `${alone.toFixed(0)} and ${together.toFixed(0)}`,
    );
    measure('ratio', (together / alone).toFixed(1));
    expect(together / alone).toBeGreaterThan(4);
  },
  180_000,
);

proveCase(
  84,
  'A worker does steps of chains at least half as fast as bare BullMQ does as many jobs, though each step is recorded with its events and output.',
  async (measure) => {
    const bare = await bareQueue();
    try {
      const [ours, theirs]: number[][] = [[], []];
      for (let round = 0; round < 3; round++) {
        ours?.push(await runChains(proof.client, 400));
        theirs?.push(
          await rateOf(1_200, async () => {
            const jobs = await bare.queue.addBulk(
              Array.from({ length: 1_200 }, (_, n) => ({ name: 'job', data: { n } })),
            );
            await Promise.all(jobs.map((job) => job.waitUntilFinished(bare.events)));
          }),
        );
      }
      const [own, other] = [median(ours ?? []), median(theirs ?? [])];
      measure('steps per second, and bare jobs per second', `${own.toFixed(0)} and ${other.toFixed(0)}`);
      measure('ratio', (own / other).toFixed(2));
      expect(own / other).toBeGreaterThan(0.5);
    } finally {
      await bare.stop();
    }
  },
  240_000,
);

proveCase(
  86,
  'In batches of 500, events are appended at least 20 times as fast as one by one, and the last page of 20,000 events costs at most 4 times the first.',
  async (measure) => {
    const { client } = proof;
    // Equal events would be one event.
    let count = 0;
    const event = () => ({ type: 'made', data: { some: 'text', n: count++ } });
    const single = await rateOf(200, async () => {
      for (let n = 0; n < 200; n++) await client.streams.append('one-by-one', event());
    });
    const batched = await rateOf(20_000, async () => {
      for (let n = 0; n < 40; n++)
        await client.streams.append('in-batches', Array.from({ length: 500 }, event));
    });
    measure('events per second, one by one and in batches', `${single.toFixed(0)} and ${batched.toFixed(0)}`);
    expect(batched / single).toBeGreaterThan(20);
    const page = (after: number) => timed(() => client.streams.readPage('in-batches', { after, limit: 500 }));
    const [first, last]: number[][] = [[], []];
    for (let n = 0; n < 9; n++) {
      first?.push(await page(0));
      last?.push(await page(19_500));
    }
    measure('last page beside the first', (median(last ?? []) / median(first ?? [])).toFixed(2));
    expect(median(last ?? []) / median(first ?? [])).toBeLessThan(4);
  },
  180_000,
);
