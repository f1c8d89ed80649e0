import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { activation, serve, startClusterBrokers, stepOf } from './fixtures/test-brokers.ts';

const AGENTS = ['x', 'y', 'z', 'w'];

it('the broker on a Cluster goes on by itself on all queues when a primary was killed and replaced', async () => {
  await using brokers = await startClusterBrokers();
  const [sending, serving] = [brokers.createBroker(), brokers.createBroker()];
  const { seen } = serve(serving);
  for (const agent of AGENTS.slice(1)) {
    const process = async (delivery: (typeof seen)[number]) => {
      seen.push(delivery);
      return { end: 'done' } as const;
    };
    serving.serve(agent, { concurrency: 1, process, onError: () => {} });
  }
  const enqueue = (step: string) => sending.enqueue(AGENTS.map((agent) => activation(step, { agent })));
  const isDone = (step: string) => () => {
    const done = seen.filter((delivery) => stepOf(delivery) === step).map(({ agent }) => agent);
    return AGENTS.every((agent) => done.includes(agent));
  };
  await enqueue('before');
  await until(isDone('before'));

  await Promise.all([enqueue('during'), brokers.cluster.killPrimaryOf(brokers.keyOf('x', 'wait'))]);
  await enqueue('after');
  await until(isDone('after'), { timeoutMs: 20_000 });
  await until(
    async () => {
      const counts = [...(await sending.countJobs(AGENTS)).values()];
      return counts.every(({ waiting, active, delayed }) => waiting + active + delayed === 0);
    },
    { timeoutMs: 20_000, message: 'all queues to be empty' },
  );
  expect(sending.prefix).toBe('{bull:<queue>}');
}, 90_000);
