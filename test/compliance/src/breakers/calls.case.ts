import { Client } from '@ag06/client';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { proveCase } from '../proof/prove-case.ts';
import { PATIENT, SETTINGS, THRESHOLD, useShops } from './use-shops.ts';

const WORKERS = 4;
const { proof, client, open } = useShops(WORKERS);

proveCase(
  61,
  'A breaker is there, closed and with its agent’s settings, from the first call on, and both dispatchers tell the same of it; wrong settings are refused at the start.',
  async () => {
    const shop = await open('case-61');
    shop.server.mode = 'alive';
    expect(await shop.breaker()).toBeUndefined();
    const [runId = ''] = await shop.submit(1);
    expect(await client().waitForOutput(runId)).toMatchObject({ n: 0, attempt: 1 });
    // What is closed and well need not be told; the first failure is.
    shop.server.mode = 'dead';
    await shop.submit(1);
    const told = await until(() => shop.breaker(), { message: 'the breaker to be told of' });
    expect(told).toMatchObject({ state: 'closed', settings: SETTINGS, transitions: [] });
    const beside = await proof().fleet.startDispatcherBeside();
    try {
      const second = new Client({ url: beside.api.url });
      await until(async () => (await shop.breaker(second))?.settings.probes === SETTINGS.probes);
    } finally {
      await beside.started.stop();
    }
    await expect(proof().startWorker('wrong-breaker-agents')).rejects.toThrow(
      /`breaker` of agent .*consecutiveFailures/,
    );
  },
);

proveCase(
  62,
  'Successes keep a breaker closed: two hundred calls over four workers each get through once, and one success ends a row of failures.',
  async () => {
    const shop = await open('case-62');
    shop.server.mode = 'alive';
    const ids = await shop.submit(200);
    const pids = new Set<number>();
    for (const [n, runId] of ids.entries()) {
      const output = (await client().waitForOutput(runId)) as { n: number; attempt: number; pid: number };
      expect(output).toMatchObject({ n, attempt: 1 });
      pids.add(output.pid);
    }
    expect(pids.size).toBe(WORKERS);
    expect(shop.server.hits).toHaveLength(200);
    // Workers tell successes together, a moment later.
    await until(async () => (await shop.breaker())?.totals.successes === 200, {
      timeoutMs: 60_000,
      message: 'all successes to be told',
    });
    expect(await shop.breaker()).toMatchObject({ state: 'closed', failures: 0 });
    // A row of failures that is one short, a success, and as many again: it stays closed.
    for (const round of [1, 2]) {
      shop.server.mode = 'dead';
      const failing = await shop.submit(THRESHOLD - 1, 1_000 * round, PATIENT.name);
      await until(async () => (await shop.breaker())?.failures === THRESHOLD - 1, {
        timeoutMs: 60_000,
        message: 'a row of failures that is one short',
      });
      expect((await shop.breaker())?.state).toBe('closed');
      shop.server.mode = 'alive';
      const [success = ''] = await shop.submit(1, 1_000 * round + 500);
      await client().waitForOutput(success);
      await until(async () => (await shop.breaker())?.failures === 0, {
        timeoutMs: 60_000,
        message: 'a success to end the row',
      });
      for (const runId of failing) await client().cancel(runId);
    }
    expect((await shop.breaker())?.transitions).toEqual([]);
  },
);

proveCase(
  63,
  'Failures of the service are counted once per step and told with run, step, code and message; a mistake of the caller is none.',
  async () => {
    const shop = await open('case-63');
    const inputs = Array.from({ length: 20 }, (_, n) => ({
      input: { url: shop.server.url, shop: shop.name, n, isBad: true },
    }));
    for (const result of await client().submitBatch('shopping', inputs)) {
      if ('error' in result) throw result.error;
      expect(await client().wait(result)).toMatchObject({
        status: 'failed',
        error: { code: 'ORDER_UNKNOWN' },
      });
    }
    expect((await shop.breaker())?.failures ?? 0).toBe(0);
    const ids = await shop.submit(THRESHOLD - 2, 100);
    const ends = await Promise.all(ids.map((runId) => client().wait(runId)));
    for (const end of ends) expect(end).toMatchObject({ status: 'failed' });
    // Each of them was tried four times.
    expect(shop.server.hits).toHaveLength(4 * (THRESHOLD - 2));
    const told = await shop.breaker();
    expect(told).toMatchObject({ state: 'closed', failures: THRESHOLD - 2 });
    expect(ids).toContain(told?.lastError?.run);
    expect(told?.lastError).toMatchObject({ step: 'call', message: expect.stringContaining('503') });
    expect(told?.lastError?.code).toMatch(/^[A-Z_]+$/);
  },
);

proveCase(
  65,
  'Through a closed breaker each step’s call is made once and its answer is the step’s output; through a half-open one the tried calls are real steps, which complete.',
  async (measure) => {
    const shop = await open('case-65');
    shop.server.mode = 'alive';
    for (const [n, runId] of (await shop.submit(50)).entries())
      expect(await client().waitForOutput(runId)).toMatchObject({ n, attempt: 1 });
    expect(shop.server.hits.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
    shop.server.mode = 'dead';
    const ids = await shop.submit(50, 100);
    await shop.untilState('open');
    shop.server.mode = 'alive';
    const from = shop.server.hits.length;
    const outputs = await Promise.all(ids.map((runId) => client().waitForOutput(runId)));
    expect(outputs.map((output) => (output as { n: number }).n)).toEqual(ids.map((_, i) => 100 + i));
    // Who was tried is done: nobody called for it a second time.
    const served = shop.server.hits.slice(from).filter(({ wasAlive }) => wasAlive);
    expect(new Set(served.map(({ n }) => n)).size).toBe(served.length);
    measure('calls of 50 steps while and after the service was dead', shop.server.hits.length - 50);
  },
);

proveCase(
  66,
  'While a breaker is open, 300 steps wait for it: none but the few that are tried calls the service or spends an attempt; each says what blocks it; steps of another service go on.',
  async (measure) => {
    const shop = await open('case-66');
    const other = await open('case-66-other');
    other.server.mode = 'alive';
    // An operator can open what was called before.
    await shop.submit(1, 1_000);
    await until(() => shop.breaker(), { message: 'the breaker to be told of' });
    await client().breakers.open(shop.name);
    await shop.untilState('open');
    await until(() => shop.server.inFlight === 0);
    const before = shop.server.hits.length;
    const ids = await shop.submit(300);
    await until(async () => ((await shop.breaker())?.blockedSteps ?? 0) >= 300 - SETTINGS.probes, {
      timeoutMs: 60_000,
    });
    const runId = ids.at(-1) ?? '';
    expect((await client().get(runId)).steps.call).toMatchObject({
      status: 'blocked',
      blockedBy: `breaker:${shop.name}`,
    });
    const [free = ''] = await other.submit(1);
    expect(await client().waitForOutput(free)).toMatchObject({ attempt: 1 });
    // First the calls: more may be tried between the two looks.
    const calls = shop.server.hits.length - before;
    const { transitions = [] } = (await shop.breaker()) ?? {};
    const tries = SETTINGS.probes * transitions.filter(({ to }) => to === 'half-open').length;
    expect(calls).toBeLessThanOrEqual(tries);
    const explained = (await proof().fleet.call('GET', `/v1/runs/${runId}/explain`)).body;
    expect(JSON.stringify(explained)).toContain(shop.name);
    shop.server.mode = 'alive';
    await client().breakers.close(shop.name);
    let spent = 0;
    for (const [n, id] of ids.entries()) {
      const output = (await client().waitForOutput(id)) as { n: number; attempt: number };
      expect(output.n).toBe(n);
      spent += output.attempt - 1;
    }
    expect(spent).toBeLessThanOrEqual(shop.server.failedHits.length);
    measure('calls while 300 steps waited', shop.server.failedHits.length);
  },
);
