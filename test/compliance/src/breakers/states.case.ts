import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { sumOf } from '../fleet/metric-facts.ts';
import { proveCase } from '../proof/prove-case.ts';
import { CONCURRENCY, SETTINGS, THRESHOLD, useShops } from './use-shops.ts';

const WORKERS = 3;
const { proof, client, open } = useShops(WORKERS);

proveCase(
  64,
  'Closed, open, half-open, open again while the service is dead, half-open, closed: the moves are told in this order with time and reason, each from where the last led.',
  async () => {
    const shop = await open('case-64');
    const ids = await shop.submit(20);
    // Half-open twice, because the first tries failed.
    const probed = () =>
      shop.breaker().then((told) => told?.transitions.filter(({ to }) => to === 'half-open').length ?? 0);
    await until(async () => (await probed()) >= 2, { timeoutMs: 60_000 });
    shop.server.mode = 'alive';
    for (const runId of ids) await client().waitForOutput(runId);
    const { transitions } = await shop.untilState('closed');
    expect(transitions.map(({ to }) => to).slice(0, 4)).toEqual(['open', 'half-open', 'open', 'half-open']);
    expect(transitions.at(-1)?.to).toBe('closed');
    for (const [i, { from, at, why }] of transitions.entries()) {
      expect(from).toBe(transitions[i - 1]?.to ?? 'closed');
      expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(transitions[i - 1]?.at ?? at));
      expect(why).not.toBe('');
    }
    await client().breakers.turnOff(shop.name);
    await shop.untilState('off');
    await client().breakers.close(shop.name);
    await shop.untilState('closed');
  },
);

proveCase(
  67,
  'An open breaker lets nobody through before its time is over, then tries, and so again with each time that the service stays dead; an operator’s close ends it at once.',
  async (measure) => {
    const shop = await open('case-67');
    const ids = await shop.submit(40);
    const { until: opensAt = '', since } = await shop.untilState('open');
    expect(Date.parse(opensAt) - Date.parse(since)).toBeGreaterThanOrEqual(SETTINGS.openForMs);
    await until(async () => ((await shop.breaker())?.transitions.length ?? 0) >= 5, { timeoutMs: 60_000 });
    const { transitions = [] } = (await shop.breaker()) ?? {};
    const waits = transitions.flatMap(({ to, at }, i) =>
      to === 'half-open' ? [Date.parse(at) - Date.parse(transitions[i - 1]?.at ?? at)] : [],
    );
    measure('open, each time, of 1,000 ms', waits.map((ms) => `${ms} ms`).join(', '));
    for (const ms of waits) expect(ms).toBeGreaterThanOrEqual(SETTINGS.openForMs - 1);
    await client().breakers.open(shop.name);
    shop.server.mode = 'alive';
    await client().breakers.close(shop.name);
    for (const runId of ids) await client().waitForOutput(runId);
    expect((await shop.breaker())?.state).toBe('closed');
  },
);

proveCase(
  68,
  'A half-open breaker lets as many through as it tries, in the whole fleet, while dozens wait on three workers; one that succeeds opens the way for all.',
  async (measure) => {
    const shop = await open('case-68');
    const ids = await shop.submit(60);
    await shop.untilState('open');
    // What began before it opened has failed.
    await until(() => shop.server.inFlight === 0);
    shop.server.mode = 'holds';
    const before = shop.server.hits.length;
    await until(async () => (await shop.breaker())?.permits.out === SETTINGS.probes, {
      timeoutMs: 60_000,
      message: 'as many calls to be tried as may be',
    });
    await until(() => shop.server.hits.length >= before + SETTINGS.probes, { timeoutMs: 60_000 });
    // While they hold, others could come: whoever waits asks again within that time.
    const looks = Array.from({ length: 10 }, (_, i) => i);
    for (const _ of looks) await shop.breaker();
    const other = await open('case-68-other');
    other.server.mode = 'alive';
    for (const id of await other.submit(20)) await client().waitForOutput(id);
    const tried = shop.server.hits.length - before;
    measure('calls that were tried at once', tried);
    expect(tried).toBe(SETTINGS.probes);
    expect((await shop.breaker())?.permits.out).toBe(SETTINGS.probes);
    shop.server.mode = 'alive';
    shop.server.release();
    for (const id of ids) await client().waitForOutput(id);
    await shop.untilState('closed');
  },
);

proveCase(
  69,
  'What is told of a breaker agrees with what the service saw: openings, failures, refusals and what waits; metrics of the fleet tell the same.',
  async () => {
    const shop = await open('case-69');
    const ids = await shop.submit(100);
    await until(async () => ((await shop.breaker())?.blockedSteps ?? 0) >= 100 - THRESHOLD, {
      timeoutMs: 60_000,
    });
    shop.server.mode = 'alive';
    for (const id of ids) await client().waitForOutput(id);
    const told = await shop.untilState('closed');
    const openings = told.transitions.filter(({ to }) => to === 'open').length;
    expect(told.totals.opened).toBe(openings);
    expect(told.totals.failures).toBeGreaterThanOrEqual(THRESHOLD);
    expect(told.totals.failures).toBeLessThanOrEqual(shop.server.failedHits.length);
    expect(shop.server.failedHits.length).toBeLessThanOrEqual(
      WORKERS * CONCURRENCY + openings * SETTINGS.probes,
    );
    expect(told.totals.refused).toBeGreaterThan(0);
    expect(told.blockedSteps).toBe(0);
    const { url } = proof().fleet;
    const metric = (name: string, more = {}) => sumOf(url, name, { dependency: shop.name, ...more });
    for (const to of ['open', 'half-open', 'closed'])
      expect({ to, times: await metric('ag06_breaker_transitions_total', { to }) }).toEqual({
        to,
        times: told.transitions.filter((one) => one.to === to).length,
      });
    expect(await metric('ag06_breaker_refusals_total')).toBeGreaterThan(0);
    await until(async () => (await metric('ag06_breaker_state')) === 0, {
      timeoutMs: 60_000,
      message: 'the metric of the state to say closed',
    });
  },
);
