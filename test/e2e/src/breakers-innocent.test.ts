import { fileURLToPath } from 'node:url';
import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isBad } from './breaker-agents.ts';
import { ShopServer } from './shop-server.ts';
import { TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./breaker-agents.ts', import.meta.url));
const WORKERS = 2;
const SLOTS = 20;
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
beforeEach(async () => {
  shop = await ShopServer.start();
  fleet = await TestFleet.start(0);
  const env = { AG06_AGENTS: AGENTS, AG06_CONCURRENCY: String(SLOTS / WORKERS) };
  await Promise.all(Array.from({ length: WORKERS }, () => fleet.startWorker(env)));
  await fleet.push(PARSING);
  await fleet.push(ORDERING);
}, 60_000);
afterEach(async () => {
  await fleet.stop();
  await shop.stop();
});

async function breakers(): Promise<readonly BreakerView[]> {
  return (await fleet.call('GET', '/v1/breakers')).body.items as BreakerView[];
}

/**
 * The bad runs that are left when nothing else is: none, or in 1 to 3 of 100 loads those that were in flight beside the
 * last good answer, at most one for each slot. Nothing tells the breaker then that the service is well, so each of them
 * is tried twenty times, once an open time, before it fails (decision 0020): for minutes that no test waits for.
 */
async function lastOf(bad: readonly string[]): Promise<readonly string[]> {
  let left = bad;
  const isAtMost = async (count: number): Promise<boolean> => {
    const statuses = await Promise.all(left.map(statusOf));
    left = left.filter((_, i) => statuses[i] === 'running');
    return left.length <= count;
  };
  await until(() => isAtMost(SLOTS), {
    timeoutMs: 60_000,
    everyMs: 200,
    message: 'nearly all bad runs to end',
  });
  await until(() => isAtMost(0), { timeoutMs: 15_000, everyMs: 500 }).catch(() => {});
  return left;
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
  it('and was away for 1,000 steps recovers without a failed probe of a step whose input is good', async () => {
    const runs = Array.from({ length: 1_000 }, (_, n) => ({
      workflow: 'ordering',
      input: { url: shop.url, n },
    }));
    const ids: string[] = [];
    for (const half of [runs.slice(0, 500), runs.slice(500)]) {
      const { body } = await fleet.call('POST', '/v1/runs/batch', { runs: half });
      ids.push(...(body.results as { runId: string }[]).map(({ runId }) => runId));
    }
    const breaker = async () => (await breakers()).find(({ dependency }) => dependency === 'shop');
    await until(async () => ((await breaker())?.blockedSteps ?? 0) > 900, {
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
    expect(bad.length).toBeGreaterThan(300);
    for (const runId of good) expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
    const since = (await breaker())?.transitions.slice(before) ?? [];
    const closings = since.filter(({ why }) => why === 'probe-succeeded');
    const failures = since.filter(({ why }) => why === 'probe-failed');
    expect(closings.length).toBeGreaterThan(0);
    // Five probes of which a third is bad all fail once in 243 times: twice in a row never happens.
    expect(failures.length).toBeLessThanOrEqual(1);
    const last = await lastOf(bad);
    expect(last.length).toBeLessThanOrEqual(SLOTS);
    for (const runId of bad.filter((id) => !last.includes(id))) expect(await statusOf(runId)).toBe('failed');
    if (last.length === 0) expect(await breaker()).toMatchObject({ state: 'closed', blockedSteps: 0 });
    else expect(['open', 'half-open']).toContain((await breaker())?.state);
    process.stderr.write(
      `1,000 steps: after the recovery it closed ${closings.length} times, ${failures.length} times all probes failed, and ${last.length} bad steps were left for the slow end\n`,
    );
  }, 180_000);
});
