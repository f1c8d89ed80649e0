import { fileURLToPath } from 'node:url';
import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isBad } from './breaker-agents.ts';
import { ShopServer } from './shop-server.ts';
import { TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./breaker-agents.ts', import.meta.url));
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
  const env = { AG06_AGENTS: AGENTS, AG06_CONCURRENCY: '10' };
  await Promise.all([fleet.startWorker(env), fleet.startWorker(env)]);
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

describe('a service that fails for a third of what is asked of it', () => {
  it('and has been away for 1,000 steps has no probe of it fail for the others when it is well again', async () => {
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
    const bad = Array.from({ length: 1_000 }, (_, n) => n).filter(isBad).length;
    const statuses = new Map<string, number>();
    for (const runId of ids) {
      const { status } = await fleet.result(runId, 60);
      statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ completed: 1_000 - bad, failed: bad });
    expect(bad).toBeGreaterThan(300);
    const since = (await breaker())?.transitions.slice(before) ?? [];
    const closings = since.filter(({ why }) => why === 'probe-succeeded');
    const failures = since.filter(({ why }) => why === 'probe-failed');
    expect(closings.length).toBeGreaterThan(0);
    // Five probes of which a third is bad all fail once in 243 times: twice in a row never happens.
    expect(failures.length).toBeLessThanOrEqual(1);
    expect(await breaker()).toMatchObject({ state: 'closed', blockedSteps: 0 });
    process.stderr.write(
      `1,000 steps: after the recovery it closed ${closings.length} times, and ${failures.length} times all probes failed\n`,
    );
  }, 180_000);
});
