import { fileURLToPath } from 'node:url';
import { EventStream, until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { expectMisspeltIsTold } from './expect-misspelt-is-told.ts';
import { expectOneEnd } from './expect-one-end.ts';
import { expectStepViews } from './expect-step-views.ts';
import type { FleetApi } from './fleet-api.ts';
import { FleetHealth } from './fleet-health.ts';
import { timeOfRuns } from './time-of-runs.ts';

/** Where handlers of the test's agents write: the output of the processes that run them. */
export type WaitForLine = (pattern: RegExp, timeoutMs: number) => Promise<RegExpMatchArray>;

const CHAIN = {
  name: 'chain',
  steps: {
    a: { agent: 'core.echo', with: { n: '${input.n}' } },
    b: { agent: 'core.echo', needs: ['a'], with: { n: '${steps.a.output.n + 1}' } },
    c: { agent: 'core.echo', needs: ['b'], with: { n: '${steps.b.output.n + 1}' } },
  },
  output: '${steps.c.output.n}',
};
const MIXED = {
  name: 'mixed',
  steps: {
    flaky: {
      agent: 'core.fail',
      with: { times: 2 },
      retry: { maxAttempts: 3, initialDelay: 20, jitter: 'none' },
    },
    lost: {
      agent: 'core.fail',
      with: { times: 9, retryable: false, message: 'no' },
      onFailure: 'continue',
    },
    join: {
      agent: 'core.echo',
      needs: ['flaky', 'lost'],
      with: { tries: '${steps.flaky.output.attempt}', lost: '${steps.lost.status}' },
    },
  },
};
const patient = (name: string, ms: number) => ({
  name,
  steps: { s: { agent: 'good.patient', with: { ms }, retry: { maxAttempts: 1 } } },
});

/** The modules of agents and workflows that the main path needs, as `AG06_AGENTS` lists them. */
export const MAIN_PATH_AGENTS = ['agents.ts', 'registered-workflow.ts']
  .map((name) => fileURLToPath(new URL(name, import.meta.url)))
  .join();

/** What every fleet does, on whatever database. */
export async function expectResults(fleet: FleetApi): Promise<void> {
  await new FleetHealth(() => fleet.url).untilWell('store', 'broker', 'queues', 'workers', 'breakers', 'api');
  await fleet.push(CHAIN);
  await fleet.push(MIXED);
  const key = { 'idempotency-key': 'same' };
  const ids = await Promise.all([1, 2, 3].map(() => fleet.submit('chain', { n: 1 }, key)));
  expect(new Set(ids).size).toBe(1);
  const [runId = ''] = ids;
  expect(await fleet.result(runId)).toEqual({ runId, status: 'completed', output: 3 });
  await expectOneEnd(fleet, runId);
  expect(await fleet.result(await fleet.submit('mixed'))).toMatchObject({
    status: 'completed',
    output: { join: { tries: 3, lost: 'failed' } },
  });
  await expectStepViews(fleet);
  await expectMisspeltIsTold(fleet);
  const many = await Promise.all(Array.from({ length: 50 }, (_, n) => fleet.submit('chain', { n })));
  const results = await Promise.all(many.map((one) => fleet.result(one)));
  expect(results.map(({ output }) => output)).toEqual(many.map((_, n) => n + 2));
  await expectBatch(fleet);
  expect(await fleet.result(await fleet.submit('registered', { n: 7 }))).toMatchObject({ output: 7 });
}

async function expectBatch(fleet: FleetApi): Promise<void> {
  const runs = Array.from({ length: 100 }, (_, n) => ({
    workflow: n === 50 ? 'nowhere' : 'chain',
    input: { n },
    dedupeKey: `batch ${n}`,
  }));
  const first = await fleet.call('POST', '/v1/runs/batch', { runs });
  expect((await fleet.call('POST', '/v1/runs/batch', { runs })).body).toMatchObject({
    results: (first.body.results as { runId?: string }[]).map(({ runId }) =>
      runId === undefined ? {} : { runId },
    ),
  });
  const ends = await Promise.all(
    (first.body.results as { runId?: string }[]).map(({ runId }) => runId && fleet.result(runId)),
  );
  expect(ends).toMatchObject(runs.map((_, n) => (n === 50 ? undefined : { output: n + 2 })));
}

export async function expectCancelIsHeard(fleet: FleetApi, waitForLine: WaitForLine): Promise<void> {
  await fleet.push(patient('long', 60_000));
  const runId = await fleet.submit('long');
  await waitForLine(new RegExp(`patient ${runId} started`), 20_000);
  const cancelledAt = Date.now();
  expect(await fleet.call('POST', `/v1/runs/${runId}/cancel`)).toMatchObject({ status: 202 });
  const [, at] = await waitForLine(new RegExp(`patient ${runId} aborted at (\\d+)`), 20_000);
  expect(Number(at) - cancelledAt).toBeLessThan(await timeOfRuns(fleet));
  expect(await fleet.result(runId)).toMatchObject({ status: 'cancelled' });
}

/** Submits runs of which some are in hand when `kill` ends their process by SIGKILL; all have one end in the end. */
export async function expectRecovery(
  fleet: FleetApi,
  waitForLine: WaitForLine,
  kill: () => Promise<void>,
): Promise<void> {
  await fleet.push(patient('slow', 500));
  const runIds = await Promise.all(Array.from({ length: 15 }, () => fleet.submit('slow')));
  await waitForLine(/patient .* started/, 20_000);
  await kill();
  const results = await Promise.all(runIds.map((runId) => fleet.result(runId, 30)));
  expect(results.map(({ status }) => status)).toEqual(runIds.map(() => 'completed'));
  for (const runId of runIds) await expectOneEnd(fleet, runId);
}

/** The feed tells all of a run, in order, and goes on behind any of its events. */
export async function expectFeed(fleet: FleetApi): Promise<void> {
  await fleet.push(CHAIN);
  const stream = await EventStream.open(`${fleet.url}/v1/feed`);
  await until(() => stream.lastId !== '');
  const runIds = await Promise.all([1, 2, 3, 4, 5].map((n) => fleet.submit('chain', { n })));
  for (const runId of runIds) await fleet.result(runId);
  const logs = await Promise.all(runIds.map((runId) => fleet.events(runId)));
  const count = logs.flat().length;
  await until(() => stream.events.length === count);
  await stream.close();
  for (const [i, runId] of runIds.entries()) {
    const own = stream.events.filter(({ data }) => (data as { runId: string }).runId === runId);
    expect(own.map(({ data }) => data)).toEqual(
      logs[i]?.map((event) => ({ ...event, runId, workflow: 'chain' })),
    );
  }
  const middle = Math.floor(count / 2);
  const rest = await EventStream.open(`${fleet.url}/v1/feed`, { lastId: stream.events[middle]?.id ?? '' });
  await until(() => rest.events.length === count - middle - 1);
  await rest.close();
  expect(rest.events.map(({ id }) => id)).toEqual(stream.events.slice(middle + 1).map(({ id }) => id));
}
