import { type FaultProxy, startProxy } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import { TestFleet } from './test-fleet.ts';

/**
 * A command is carried out, but its reply never comes and its connection is reset: the client sends it again. Nothing
 * may be done twice, and nothing may wait for a redelivery.
 */
const WORKFLOW = {
  name: 'all',
  steps: {
    a: { agent: 'core.echo', with: { n: 1 } },
    b: { agent: 'core.fail', needs: ['a'], with: { times: 1 }, retry: { initialDelay: 50, jitter: 'none' } },
    c: { agent: 'core.echo', needs: ['a'], with: { n: '${steps.a.output.n}' } },
    d: { agent: 'core.echo', needs: ['b', 'c'], with: { n: '${steps.c.output.n + 1}' } },
  },
  output: '${steps.d.output.n}',
};
const LONG = { name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } };

type Match = (command: Buffer) => boolean;
const has =
  (...texts: readonly string[]): Match =>
  (command) =>
    texts.every((text) => command.includes(text));
/** Our script's commands name the partition's index first; the queue's scripts name BullMQ's keys. */
const STORE = 'ag06:{p0}:index';
const QUEUE = 'bull:agent.';

async function withProxy(test: (fleet: TestFleet, proxy: FaultProxy) => Promise<void>): Promise<void> {
  const fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  await using proxy = await startProxy(fleet.redis.port);
  try {
    await fleet.push(WORKFLOW);
    await fleet.push(LONG);
    await test(fleet, proxy);
  } finally {
    await fleet.stop();
  }
}

describe('a worker that loses the reply of', () => {
  it.concurrent.each<[string, Match, 'on' | 'off']>([
    ['a claim', has(STORE, 'claim'), 'on'],
    ['an outcome', has(STORE, 'commit', 'completed'), 'on'],
    ['a retry', has(STORE, 'commit', 'retrying'), 'on'],
    ['an enqueue', has(QUEUE, '"dispatch":'), 'off'],
    ['a delayed enqueue', has(QUEUE, '"dispatch":', '"step":"b"'), 'on'],
    ['a job completion', has(QUEUE, 'returnvalue'), 'off'],
  ])(
    '%s does nothing twice',
    async (_, match, eager) =>
      withProxy(async (fleet, proxy) => {
        await fleet.startWorker({ AG06_BROKER_URL: proxy.url, AG06_EAGER: eager });
        const lost = proxy.loseNextReply(match);
        const runId = await fleet.submit('all');
        await lost;
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed', output: 2 });
        await expectOneEnd(fleet, runId);
        const starts = (await fleet.events(runId)).filter((event) => event.type === 'step.started');
        expect(starts.map((event) => `${event.step} ${event.attempt}`).sort()).toEqual([
          'a 1',
          'b 1',
          'b 2',
          'c 1',
          'd 1',
        ]);
      }),
    120_000,
  );
});

describe('a dispatcher that loses the reply of', () => {
  it.concurrent.each<[string, Match]>([
    ['a submission', has(STORE, 'submit')],
    ['its enqueue', has(QUEUE, '"dispatch":')],
  ])(
    '%s makes one run',
    async (_, match) =>
      withProxy(async (fleet, proxy) => {
        await fleet.startWorker();
        await fleet.dispatcher?.stop();
        await fleet.startDispatcher({ AG06_BROKER_URL: proxy.url });
        const lost = proxy.loseNextReply(match);
        const runId = await fleet.submit('all', null, { 'idempotency-key': 'k' });
        await lost;
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        const { items } = (await fleet.call('GET', '/v1/runs')).body as { items: unknown[] };
        expect(items).toHaveLength(1);
      }),
    120_000,
  );

  it.concurrent(
    'a cancellation cancels once',
    async () =>
      withProxy(async (fleet, proxy) => {
        await fleet.startWorker();
        await fleet.dispatcher?.stop();
        await fleet.startDispatcher({ AG06_BROKER_URL: proxy.url });
        const runId = await fleet.submit('long');
        const lost = proxy.loseNextReply(has(STORE, 'cancelled'));
        expect((await fleet.call('POST', `/v1/runs/${runId}/cancel`)).body).toEqual({
          runId,
          status: 'cancelled',
        });
        await lost;
        await expectOneEnd(fleet, runId);
      }),
    120_000,
  );
});
