import { type FaultProxy, startProxy, startRedis, until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import { repliesIn } from './fault-table.ts';
import {
  ALL_KINDS,
  ALL_STARTS,
  FAILING,
  ITEM_STARTS,
  ITEMS,
  ITEMS_AT_ONCE,
  LONG,
  OVERDUE,
  playedIn,
  REPEATING,
  SIGNALLED,
  SLOW,
  WAITING,
} from './fault-workflows.ts';
import type { EventView } from './fleet-api.ts';
import { TestFleet } from './test-fleet.ts';

/**
 * A command is carried out, but its reply never comes and its connection is reset: the client sends it again. Nothing
 * may be done twice, and nothing may wait for a redelivery.
 */
async function withProxy(test: (fleet: TestFleet, proxy: FaultProxy) => Promise<void>): Promise<void> {
  const fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  await using proxy = await startProxy(fleet.redis.port);
  await withWorkflows(fleet, () => test(fleet, proxy));
}

/** The same, with the dispatcher behind the proxy and workers beside it. */
async function withDispatcherBehindProxy(
  test: (fleet: TestFleet, proxy: FaultProxy) => Promise<void>,
): Promise<void> {
  const redis = await startRedis();
  await using proxy = await startProxy(redis.port);
  const fleet = await TestFleet.startOn(redis, 0, { AG06_BROKER_URL: proxy.url, AG06_WATCHDOG_MS: '1000' });
  await withWorkflows(fleet, () => test(fleet, proxy));
}

async function withWorkflows(fleet: TestFleet, test: () => Promise<void>): Promise<void> {
  try {
    for (const workflow of [
      ALL_KINDS,
      ITEMS,
      ITEMS_AT_ONCE,
      SLOW,
      LONG,
      WAITING,
      OVERDUE,
      SIGNALLED,
      REPEATING,
    ])
      await fleet.push(workflow);
    await test();
  } finally {
    await fleet.stop();
  }
}

async function startsOf(fleet: TestFleet, runId: string): Promise<string[]> {
  const events = await fleet.events(runId);
  const starts = events.filter(({ type }) => type === 'step.started' || type === 'item.started');
  const nameOf = ({ step, item }: EventView) => (item === undefined ? step : `${step}[${item}]`);
  return starts.map((event) => `${nameOf(event)} ${event.attempt}`).sort();
}

describe('a worker that loses the reply of', () => {
  it.concurrent.each(
    repliesIn(
      'a worker',
      'a worker without eager steps',
      'a worker with items',
      'a worker that repeats a step',
    ),
  )(
    '%s does nothing twice',
    async (_, match, scene) =>
      withProxy(async (fleet, proxy) => {
        const [workflow, output, starts] = playedIn(scene);
        const eager = scene === 'a worker without eager steps' ? 'off' : 'on';
        await fleet.startWorker({ AG06_BROKER_URL: proxy.url, AG06_EAGER: eager });
        const lost = proxy.loseNextReply(match);
        const runId = await fleet.submit(workflow);
        await lost;
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed', output });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(starts);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a worker that drains'))(
    '%s gives its step to another, once and without a loss',
    async (_, match) =>
      withProxy(async (fleet, proxy) => {
        const leaving = await fleet.startWorker({
          AG06_BROKER_URL: proxy.url,
          AG06_DRAIN_TIMEOUT_MS: '100',
        });
        const runId = await fleet.submit('slow');
        await leaving.waitForLine(/patient .* started/);
        const lost = proxy.loseNextReply(match);
        const exit = leaving.kill('SIGTERM');
        await lost;
        expect(await exit).toMatchObject({ code: 0 });
        await fleet.startWorker();
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(['s 1', 's 1']);
        const events = await fleet.events(runId);
        expect(events.filter((event) => event.type === 'step.redelivered')).toMatchObject([{ lost: 0 }]);
      }),
    120_000,
  );
});

describe('a dispatcher that loses the reply of', () => {
  it.concurrent.each(repliesIn('a dispatcher that submits', 'a dispatcher that submits items'))(
    '%s makes one run',
    async (_, match, scene) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        const [workflow, starts] =
          scene === 'a dispatcher that submits' ? ['all', ALL_STARTS] : ['items-at-once', ITEM_STARTS];
        await fleet.startWorker();
        const lost = proxy.loseNextReply(match);
        const runId = await fleet.submit(workflow, null, { 'idempotency-key': 'k' });
        await lost;
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(starts);
        const { items } = (await fleet.call('GET', '/v1/runs')).body as { items: unknown[] };
        expect(items).toHaveLength(1);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that cancels'))(
    '%s cancels once',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        await fleet.startWorker();
        const runId = await fleet.submit('long');
        const lost = proxy.loseNextReply(match);
        expect((await fleet.call('POST', `/v1/runs/${runId}/cancel`)).body).toEqual({
          runId,
          status: 'cancelled',
        });
        await lost;
        await expectOneEnd(fleet, runId);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that pauses'))(
    '%s pauses once',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        const runId = await fleet.submit('all');
        const lost = proxy.loseNextReply(match);
        expect((await fleet.call('POST', `/v1/runs/${runId}/pause`)).body).toEqual({
          runId,
          status: 'paused',
        });
        await lost;
        const paused = (await fleet.events(runId)).filter(({ type }) => type === 'run.paused');
        expect(paused).toHaveLength(1);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that fails what is overdue'))(
    '%s has a step fail once that nobody starts in time',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        const lost = proxy.loseNextReply(match);
        const runId = await fleet.submit('overdue');
        await lost;
        await fleet.startWorker();
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(['after 1']);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that acts in bulk'))(
    '%s has every run of the bulk cancelled and counted once',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        const runs = await Promise.all(Array.from({ length: 3 }, () => fleet.submit('long')));
        const lost = proxy.loseNextReply(match);
        const body = { filter: { workflow: 'long' }, action: 'cancel' };
        const { bulkId } = (await fleet.call('POST', '/v1/runs/bulk', body)).body;
        await lost;
        const view = async () => (await fleet.call('GET', `/v1/bulk/${bulkId}`)).body;
        await until(async () => (await view()).status === 'completed', { timeoutMs: 45_000 });
        expect(await view()).toMatchObject({ matched: 3, done: 3, refused: 0, failed: 0 });
        for (const runId of runs) await expectOneEnd(fleet, runId);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that resumes'))(
    '%s has the run go on once',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        const runId = await fleet.submit('all');
        await fleet.call('POST', `/v1/runs/${runId}/pause`);
        const lost = proxy.loseNextReply(match);
        await fleet.startWorker();
        expect((await fleet.call('POST', `/v1/runs/${runId}/resume`)).body).toEqual({
          runId,
          status: 'running',
        });
        await lost;
        expect(await fleet.result(runId, 25)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(ALL_STARTS);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that retries'))(
    '%s has the failed run go on once',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        await fleet.push(FAILING);
        await fleet.startWorker();
        const runId = await fleet.submit(FAILING.name);
        expect(await fleet.result(runId, 25)).toMatchObject({ status: 'failed' });
        const lost = proxy.loseNextReply(match);
        expect((await fleet.call('POST', `/v1/runs/${runId}/retry`)).status).toBe(202);
        await lost;
        const typed = async (type: string) =>
          (await fleet.events(runId)).filter((event) => event.type === type).length;
        await until(async () => (await typed('run.failed')) === 2);
        expect([await typed('run.retried'), await typed('step.started')]).toEqual([1, 2]);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that wakes'))(
    '%s has a step that waits complete once',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        const lost = proxy.loseNextReply(match);
        const runId = await fleet.submit('waiting');
        await lost;
        await fleet.startWorker();
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(['after 1']);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that signals'))(
    '%s has the signal taken once',
    async (_, match) =>
      withDispatcherBehindProxy(async (fleet, proxy) => {
        const runId = await fleet.submit('signalled');
        const lost = proxy.loseNextReply(match);
        const sent = await fleet.call('POST', `/v1/runs/${runId}/signals/go`, { approved: 7 });
        expect([200, 202]).toContain(sent.status);
        await lost;
        await fleet.startWorker();
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed', output: { after: 7 } });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(['after 1']);
      }),
    120_000,
  );

  it.concurrent.each(repliesIn('a dispatcher that mends'))(
    '%s mends once',
    async (_, match) =>
      withProxy(async (fleet, proxy) => {
        // Nobody serves the queue: the job can be taken away before anybody sees it.
        const runId = await fleet.submit('all');
        await fleet.dispatcher?.stop();
        await fleet.forgetJob(`${runId}.a.d1`, 'agent.core.echo');
        const lost = proxy.loseNextReply(match);
        await fleet.startDispatcher({ AG06_BROKER_URL: proxy.url, AG06_WATCHDOG_MS: '1000' });
        await lost;
        await fleet.startWorker();
        expect(await fleet.result(runId, 25)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await startsOf(fleet, runId)).toEqual(ALL_STARTS);
        const mends = (await fleet.events(runId)).filter((event) => event.type === 'step.redelivered');
        expect(mends).toMatchObject([{ step: 'a', lost: 0 }]);
      }),
    120_000,
  );
});
