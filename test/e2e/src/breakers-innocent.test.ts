import { fileURLToPath } from 'node:url';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isBad } from './breaker-agents.ts';
import { ShopServer } from './shop-server.ts';
import { TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./breaker-agents.ts', import.meta.url));
const WORKERS = 2;
const SLOTS = 20;
const RUNS = 600;
const GOOD = Array.from({ length: 100 }, (_, n) => n).filter((n) => !isBad(n));
const retry = { maxAttempts: 3, initialDelay: 100 };
const PARSING = {
  name: 'parsing',
  steps: { parse: { agent: 'text.parse', retry, with: { text: '${input.text}' } } },
};
const ORDERING = {
  name: 'ordering',
  steps: { order: { agent: 'shop.order', retry, with: { url: '${input.url}', n: '${input.n}' } } },
};

interface BreakerView {
  readonly dependency: string;
  readonly state: string;
  readonly blockedSteps: number;
  readonly lastError?: { readonly code: string; readonly run: string; readonly step: string };
  readonly transitions: readonly { readonly at: string; readonly to: string; readonly why: string }[];
}

let fleet: TestFleet;
let shop: ShopServer;
beforeAll(async () => {
  shop = await ShopServer.start();
  fleet = await TestFleet.start(0);
  const env = { AG06_AGENTS: AGENTS, AG06_CONCURRENCY: String(SLOTS / WORKERS) };
  await Promise.all(Array.from({ length: WORKERS }, () => fleet.startWorker(env)));
  await fleet.push(PARSING);
  await fleet.push(ORDERING);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await shop.stop();
});

async function breakers(): Promise<readonly BreakerView[]> {
  return (await fleet.call('GET', '/v1/breakers')).body.items as BreakerView[];
}

/**
 * Resolves when all bad runs have failed, while other work goes on as it does in a fleet. What is bad is known by the good
 * calls beside it: where none come any more, each bad step is tried twenty times, once an open time, before it fails
 * (decision 0020).
 */
async function untilAllFail(bad: readonly string[]): Promise<void> {
  let left = bad;
  const others: string[] = [];
  await until(
    async () => {
      const statuses = await Promise.all(left.map(statusOf));
      left = left.filter((_, i) => statuses[i] !== 'failed');
      if (left.length === 0) return true;
      const n = GOOD[others.length % GOOD.length];
      others.push(await fleet.submit('ordering', { url: shop.url, n }));
      throw new Error(`${left.length} of them have not`);
    },
    { timeoutMs: 90_000, everyMs: 200, message: 'all bad runs to fail' },
  );
  for (const runId of others) expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
}

const statusOf = async (runId: string) => (await fleet.call('GET', `/v1/runs/${runId}`)).body.status;

const typesOf = async (runId: string) => (await fleet.events(runId)).map(({ type }) => type);

describe('an agent with a bug for some inputs', () => {
  it('delays no run whose input is good: no breaker stands before it, and nothing is blocked', async () => {
    const bad = Array.from({ length: 39 }, () => ({ workflow: 'parsing', input: { text: null } }));
    const { body } = await fleet.call('POST', '/v1/runs/batch', { runs: bad });
    const ids = (body.results as { runId: string }[]).map(({ runId }) => runId);
    for (let i = 0; i < 5; i++) {
      const good = await fleet.submit('parsing', { text: 'good' });
      expect(await fleet.result(good, 60)).toMatchObject({ status: 'completed', output: { parse: 'GOOD' } });
      expect(await typesOf(good)).not.toContain('step.blocked');
    }
    for (const runId of ids) {
      expect(await fleet.result(runId, 60)).toMatchObject({ status: 'failed' });
      expect((await typesOf(runId)).filter((type) => type === 'step.started')).toHaveLength(3);
    }
    expect(await breakers()).toEqual([]);
  }, 120_000);
});

describe('a service that fails for a third of its calls', () => {
  it(`and was away for ${RUNS} steps recovers without a failed probe of a step whose input is good`, async () => {
    const runs = Array.from({ length: RUNS }, (_, n) => ({
      workflow: 'ordering',
      input: { url: shop.url, n },
    }));
    const ids: string[] = [];
    for (const half of [runs.slice(0, RUNS / 2), runs.slice(RUNS / 2)]) {
      const { body } = await fleet.call('POST', '/v1/runs/batch', { runs: half });
      ids.push(...(body.results as { runId: string }[]).map(({ runId }) => runId));
    }
    const breaker = async () => (await breakers()).find(({ dependency }) => dependency === 'shop');
    await until(async () => ((await breaker())?.blockedSteps ?? 0) > 0.9 * RUNS, {
      timeoutMs: 60_000,
      message: 'nearly all to be blocked',
    });
    expect((await breaker())?.lastError).toMatchObject({
      code: 'DEPENDENCY_FAILED',
      run: expect.any(String),
      step: 'order',
    });
    shop.mode = 'alive';
    const before = (await breaker())?.transitions.length ?? 0;
    const [bad, good] = [ids.filter((_, n) => isBad(n)), ids.filter((_, n) => !isBad(n))];
    expect(bad.length).toBeGreaterThan(RUNS / 4);
    for (const runId of good) expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
    const since = (await breaker())?.transitions.slice(before) ?? [];
    const closings = since.filter(({ why }) => why === 'probe-succeeded');
    const failures = since.filter(({ why }) => why === 'probe-failed');
    expect(closings.length).toBeGreaterThan(0);
    // Five probes of which a third is bad all fail once in 243 times: twice in a row never happens.
    expect(failures.length).toBeLessThanOrEqual(1);
    await untilAllFail(bad);
    await until(async () => (await breaker())?.state === 'closed');
    expect(await breaker()).toMatchObject({ blockedSteps: 0 });
    process.stderr.write(
      `${RUNS} steps: after the recovery it closed ${closings.length} times, and ${failures.length} times all probes failed\n`,
    );
  }, 180_000);
});
