import { agent, Retryable, workflow } from '@ag06/agent-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startTestFleet } from './start-test-fleet.ts';
import type { TestFleet } from './test-fleet.ts';

const DAY_MS = 86_400_000;

const stubborn = agent({
  name: 'stubborn',
  input: z.unknown(),
  handler: (_, { attempt }) => {
    if (attempt < 3) throw new Retryable('not yet');
    return attempt;
  },
});
const naps = workflow({
  name: 'naps',
  input: z.object({}),
  steps: (flow) =>
    flow.wait('first', () => ({ wait: '3d' })).wait('second', () => ({ wait: '4d', needs: ['first'] })),
});
const retries = workflow({
  name: 'retries',
  input: z.object({}),
  steps: (flow) =>
    flow.step('a', stubborn, () => ({
      with: {},
      retry: { maxAttempts: 3, initialDelay: '6h', maxDelay: '12h' },
    })),
});
const asks = workflow({
  name: 'asks',
  input: z.object({}),
  steps: (flow) => flow.signal('answer', () => ({ signal: 'answer', timeout: '30d' })),
});
const hourly = workflow({
  name: 'hourly',
  input: z.object({}),
  schedule: { every: '1h', input: {} },
  steps: (flow) => flow.step('a', 'core.echo', () => ({ with: 1 })),
});

describe('the time of a test fleet', () => {
  let fleet: TestFleet;
  beforeAll(async () => {
    fleet = await startTestFleet({ agents: [stubborn], workflows: [naps, retries, asks] });
  });
  afterAll(() => fleet?.stop());
  const statusOf = async (runId: string) => (await fleet.client.get(runId)).status;

  test('goes through waits in their order, and stops where it was told', async () => {
    const { runId } = await fleet.client.submit(naps, {});
    await fleet.advance('3d');
    expect(await statusOf(runId)).toBe('waiting');
    expect((await fleet.client.step(runId, 'first')).status).toBe('completed');
    await fleet.advance(4 * DAY_MS - 60_000);
    expect(await statusOf(runId)).toBe('waiting');
    await fleet.advance('1m');
    expect(await statusOf(runId)).toBe('completed');
    const { createdAt, finishedAt = '' } = await fleet.client.get(runId);
    expect((Date.parse(finishedAt) - Date.parse(createdAt)) / DAY_MS).toBeCloseTo(7, 2);
  });

  test('brings retries, and the time-out of a signal', async () => {
    const [retried, asked] = [await fleet.client.submit(retries, {}), await fleet.client.submit(asks, {})];
    await fleet.advance('1d');
    expect(await fleet.client.waitForOutput(retried)).toEqual({ a: 3 });
    expect(await statusOf(asked.runId)).toBe('waiting');
    await fleet.advance('29d');
    expect(await fleet.client.wait(asked)).toMatchObject({ status: 'failed' });
  });

  test('starts each run of a schedule at its slot', async () => {
    await using timed = await startTestFleet({ workflows: [hourly] });
    const list = async () => (await timed.client.listPage({ workflow: 'hourly', limit: 100 })).items;
    const before = new Set((await list()).map(({ runId }) => runId));
    await timed.advance('5h');
    const begun = (await list()).filter(({ runId }) => !before.has(runId));
    expect(begun.map(({ status }) => status)).toEqual(Array(5).fill('completed'));
    const hours = begun.map(({ createdAt }) => Math.round(Date.parse(createdAt) / 3_600_000));
    expect(new Set(hours).size).toBe(5);
  });

  test('is moved by a duration alone', async () => {
    await expect(fleet.advance('soon')).rejects.toMatchObject({ code: 'DURATION_INVALID' });
  });
});
