import { startProxy, startRedis } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { expectFamilyOver } from './expect-family-over.ts';
import { pointsIn, repliesIn } from './fault-table.ts';
import { CALLING, QUICK, WAITS_FOR_EVER } from './fault-workflows.ts';
import { TestFleet } from './test-fleet.ts';

/** Faults of dispatchers that deliver messages between runs: a start, a stop, and the end that a parent is told. */
const SCENE = 'a dispatcher that delivers messages';
const KEY = { 'idempotency-key': 'k' };
const SOON = { AG06_WATCHDOG_MS: '1000' };

async function playIn(fleet: TestFleet, test: () => Promise<void>): Promise<void> {
  try {
    for (const workflow of [QUICK, WAITS_FOR_EVER, CALLING]) await fleet.push(workflow);
    await test();
  } finally {
    await fleet.stop();
  }
}

describe('a dispatcher that delivers messages between runs', () => {
  it.concurrent.each(pointsIn(SCENE))(
    'and dies at %s has each child started, told of and stopped once',
    async (point) => {
      const fleet = await TestFleet.start(0, { ...SOON, AG06_TEST_FAULT: point });
      await playIn(fleet, async () => {
        // It may die before it answers.
        const submitting = fleet.submit(CALLING.name, null, KEY).catch(() => undefined);
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await submitting;
        await fleet.startDispatcher(SOON);
        const runId = await fleet.submit(CALLING.name, null, KEY);
        await expectFamilyOver(fleet, runId);
      });
    },
    120_000,
  );

  it.concurrent.each(repliesIn(SCENE))(
    'and loses the reply of %s has each child started, told of and stopped once',
    async (_, match) => {
      const redis = await startRedis();
      await using proxy = await startProxy(redis.port);
      const fleet = await TestFleet.startOn(redis, 0, { ...SOON, AG06_BROKER_URL: proxy.url });
      await playIn(fleet, async () => {
        const lost = proxy.loseNextReply(match);
        const runId = await fleet.submit(CALLING.name);
        await lost;
        await expectFamilyOver(fleet, runId);
      });
    },
    120_000,
  );
});
