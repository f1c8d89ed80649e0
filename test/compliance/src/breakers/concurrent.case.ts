import { Client } from '@ag06/client';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { untilFound } from '../fleet/until-found.ts';
import { type Measure, proveCase } from '../proof/prove-case.ts';
import { CONCURRENCY, SETTINGS, type Shop, THRESHOLD, useShops } from './use-shops.ts';

const WORKERS = 8;
const RUNS = 1_000;
const DEATHS = 3;
/** Operators' commands of each kind, all at once. */
const COMMANDS = 10;
const { proof, client, open } = useShops(WORKERS);

proveCase(
  70,
  'Eight workers share one breaker under a thousand steps while the service dies three times and two workers are killed with a call that is tried: no death costs more than two calls of each slot, those that open it, and those that are tried; no more are tried at once than may be; every step completes once, and none is served twice but what a killed worker had in hand; the moves are one chain, on which thirty commands of operators by two dispatchers at once each count once; all dispatchers agree.',
  async (measure) => {
    const shop = await open('case-70');
    const other = await open('case-70-other');
    other.server.mode = 'alive';
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
      if (death > 1) await killWhoTries(shop, other);
      shop.server.mode = 'alive';
      shop.server.release();
    }
    for (const runId of ids) await client().waitForOutput(runId);
    let attempts = 0;
    for (const runId of ids) {
      const log = await readLog(client(), runId);
      expect(log.filter(({ type }) => type === 'step.completed')).toHaveLength(1);
      attempts += log.filter(({ type }) => type === 'step.retrying').length;
    }
    measure(`attempts that ${DEATHS} deaths cost`, attempts);
    expect(attempts).toBeLessThanOrEqual(shop.server.failedHits.length);
    const again = shop.server.hits.filter(({ wasAlive }) => wasAlive).length - RUNS;
    measure('steps that were served twice, their workers killed', again);
    expect(again).toBeLessThanOrEqual((DEATHS - 1) * CONCURRENCY);
    await shop.untilState('closed');
    const beside = await proof().fleet.startDispatcherBeside();
    try {
      await command(shop, new Client({ url: beside.api.url }));
    } finally {
      await beside.started.stop();
    }
  },
  300_000,
);

const halfOpeningsOf = async (shop: Shop): Promise<number> =>
  (await shop.breaker())?.transitions.filter(({ to }) => to === 'half-open').length ?? 0;

/** The service dies, and is tried in vain, a second time when all that was in flight has long failed. */
async function die(shop: Shop, death: number, measure: Measure): Promise<void> {
  const before = await halfOpeningsOf(shop);
  const { length } = shop.server.hits;
  const { inFlight } = shop.server;
  shop.server.mode = 'dead';
  await until(async () => (await halfOpeningsOf(shop)) > before + 1, {
    timeoutMs: 60_000,
    message: 'two tries',
  });
  // First the calls: more may be tried between the two looks.
  const calls = shop.server.hits.length - length;
  const tries = (await halfOpeningsOf(shop)) - before;
  measure(`calls of death ${death}, ${inFlight} in flight`, calls);
  // A worker that has no answer about its first failures within half a second makes a second round.
  const ofSlots = 2 * WORKERS * CONCURRENCY - inFlight;
  expect(calls).toBeLessThanOrEqual(ofSlots + THRESHOLD + tries * SETTINGS.probes);
}

/** A worker dies while it holds a call that is tried; others wait meanwhile, and call for nothing. */
async function killWhoTries(shop: Shop, other: Shop): Promise<void> {
  const before = shop.server.hits.length;
  shop.server.mode = 'holds';
  const tried = await untilFound(() => shop.server.hits[before], {
    timeoutMs: 60_000,
    message: 'a call that is tried',
  });
  // Within the time of these, whoever may call does.
  for (const runId of await other.submit(5 * WORKERS, before)) await client().waitForOutput(runId);
  expect(shop.server.hits.length - before).toBeLessThanOrEqual(SETTINGS.probes);
  expect((await shop.breaker())?.permits.out).toBeLessThanOrEqual(SETTINGS.probes);
  const victim = proof().fleet.workers.find(({ pid }) => pid === tried.pid);
  if (victim === undefined) throw new Error('No worker of the fleet made the call that is tried.');
  await victim.kill();
}

/** Operators open, close and turn it off by two dispatchers at once. */
async function command(shop: Shop, second: Client): Promise<void> {
  const before = (await shop.breaker())?.totals.opened ?? 0;
  await Promise.all(
    Array.from({ length: COMMANDS }, (_, i) =>
      i % 2 === 0 ? [client(), second] : [second, client()],
    ).flatMap(([one = second, another = second]) => [
      one.breakers.open(shop.name),
      another.breakers.close(shop.name),
      one.breakers.turnOff(shop.name),
    ]),
  );
  await second.breakers.close(shop.name);
  const { state, totals, transitions } = await shop.untilState('closed');
  expect({ state, opened: totals.opened }).toEqual({ state: 'closed', opened: before + COMMANDS });
  for (const [i, { from, at }] of transitions.entries()) {
    const previous = transitions[i - 1];
    if (previous === undefined) continue;
    expect(from).toBe(previous.to);
    expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(previous.at));
  }
  expect(await shop.breaker(second)).toEqual(await shop.breaker());
}
