import { startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectFamilyOver } from '../expect-family-over.ts';
import { pointsIn, repliesIn } from '../fault-table.ts';
import { CALLING, QUICK, WAITS_FOR_EVER } from '../fault-workflows.ts';
import { LosingProxy } from '../losing-proxy.ts';
import { TestFleet } from '../test-fleet.ts';

/** Faults of dispatchers that deliver messages between runs: a start, a stop, and the end that a parent is told. */
const SCENE = 'a dispatcher that delivers messages';
const SOON = { AG06_WATCHDOG_MS: '1000' };

async function pushAll(fleet: TestFleet): Promise<void> {
  for (const workflow of [QUICK, WAITS_FOR_EVER, CALLING]) await fleet.push(workflow);
}

describe('a dispatcher that delivers messages between runs and dies', () => {
  it.concurrent.each(pointsIn(SCENE))(
    'at %s has each child started, told of and stopped once',
    async (point) => {
      const fleet = await TestFleet.start(0, { ...SOON, AG06_TEST_FAULT: point });
      try {
        await pushAll(fleet);
        // It may die before it answers.
        const key = { 'idempotency-key': 'k' };
        const submitting = fleet.submit(CALLING.name, null, key).catch(() => undefined);
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await submitting;
        await fleet.startDispatcher(SOON);
        await expectFamilyOver(fleet, await fleet.submit(CALLING.name, null, key));
      } finally {
        await fleet.stop();
      }
    },
    120_000,
  );
});

describe('a dispatcher that delivers messages between runs and loses the reply of', () => {
  let proxy: LosingProxy;
  let fleet: TestFleet;
  beforeAll(async () => {
    const redis = await startRedis();
    proxy = await LosingProxy.start(redis.port);
    fleet = await TestFleet.startOn(redis, 0, { ...SOON, AG06_BROKER_URL: proxy.url });
    await pushAll(fleet);
  }, 120_000);
  afterAll(async () => {
    await fleet.stop();
    await proxy.stop();
  });

  it.each(repliesIn(SCENE))(
    '%s has each child started, told of and stopped once',
    async (_, match) => {
      const lost = proxy.loseNextReply(match);
      const runId = await fleet.submit(CALLING.name);
      await lost;
      proxy.forget(...(await expectFamilyOver(fleet, runId)));
      await fleet.untilAnswered();
    },
    120_000,
  );
});
