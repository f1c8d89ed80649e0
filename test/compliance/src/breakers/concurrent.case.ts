import { Client } from '@ag06/client';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { proveCase } from '../proof/prove-case.ts';
import { CONCURRENCY, SETTINGS, THRESHOLD, useShops } from './use-shops.ts';

const WORKERS = 8;
const RUNS = 1_000;
const DEATHS = 3;
const { proof, client, open } = useShops(WORKERS);

proveCase(
  70,
  'Eight workers share one breaker under a thousand steps while the service dies three times and two workers are killed, one with a call that is tried: the moves are one chain, no death costs more calls than were in flight, needed to open it, or tried; every step completes once; all dispatchers agree.',
  async (measure) => {
    const shop = await open('case-70');
    shop.server.mode = 'alive';
    shop.server.delayMs = 30;
    const ids = await shop.submit(RUNS);
    let served = 0;
    for (let death = 1; death <= DEATHS; death++) {
      served += 100;
      await until(() => shop.server.hits.filter(({ wasAlive }) => wasAlive).length >= served, {
        timeoutMs: 60_000,
      });
      await die(shop, death, measure);
    }
    for (const runId of ids) await client().waitForOutput(runId);
    const { transitions } = await shop.untilState('closed');
    for (const [i, { from }] of transitions.entries()) expect(from).toBe(transitions[i - 1]?.to ?? 'closed');
    let attempts = 0;
    for (const runId of ids) {
      const log = await readLog(client(), runId);
      expect(log.filter(({ type }) => type === 'step.completed')).toHaveLength(1);
      attempts += log.filter(({ type }) => type === 'step.retrying').length;
    }
    measure('attempts that were spent by three deaths', attempts);
    // Only what was in flight, opened the breaker or was tried can have spent one.
    expect(attempts).toBeLessThanOrEqual(shop.server.failedHits.length);
    const beside = await proof().fleet.startDispatcherBeside();
    try {
      expect(await shop.breaker(new Client({ url: beside.api.url }))).toEqual(await shop.breaker());
    } finally {
      await beside.started.stop();
    }
  },
  300_000,
);

/** The service dies, is tried in vain, and lives again; every second time, a worker dies with a call that is tried. */
async function die(
  shop: Awaited<ReturnType<typeof open>>,
  death: number,
  measure: (what: string, value: number) => void,
): Promise<void> {
  const halfOpenings = async () =>
    (await shop.breaker())?.transitions.filter(({ to }) => to === 'half-open').length ?? 0;
  const before = await halfOpenings();
  shop.server.mode = 'dead';
  const hits = shop.server.hits.length;
  const inFlight = shop.server.inFlight;
  await until(async () => (await halfOpenings()) > before, { timeoutMs: 60_000, message: 'a try' });
  // First the calls: more may be tried between the two looks.
  const calls = shop.server.hits.length - hits;
  const tries = (await halfOpenings()) - before;
  measure(`calls of death ${death}, ${inFlight} in flight`, calls);
  expect(calls).toBeLessThanOrEqual(WORKERS * CONCURRENCY - inFlight + THRESHOLD + tries * SETTINGS.probes);
  if (death > 1) {
    shop.server.mode = 'holds';
    const held = shop.server.hits.length;
    const tried = await until(() => shop.server.hits[held], {
      timeoutMs: 60_000,
      message: 'a call that is tried',
    });
    const victim = proof().fleet.workers.find(({ pid }) => pid === tried?.pid);
    expect(victim).toBeDefined();
    await victim?.kill();
  }
  shop.server.mode = 'alive';
  shop.server.release();
}
