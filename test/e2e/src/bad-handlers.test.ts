import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

const one = (name: string, step: object) => ({ name, steps: { s: { retry: { maxAttempts: 1 }, ...step } } });
const GOOD = one('good', { agent: 'core.echo', with: { n: '${input.n}' } });

/**
 * One worker with one slot for each agent: a handler that keeps its slot, or ends its worker, is noticed by the next.
 */
let fleet: TestFleet;
let pid: number;
beforeAll(async () => {
  fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  pid = (await fleet.startWorker({ AG06_CONCURRENCY: '1' })).pid;
  await fleet.push(GOOD);
}, 60_000);
afterAll(() => fleet.stop());
afterEach(async () => {
  expect(await fleet.result(await fleet.submit('good', { n: 1 }))).toMatchObject({ status: 'completed' });
  expect(fleet.workers.map((worker) => worker.pid)).toEqual([pid]);
});

describe('a handler', () => {
  it.each([
    ['throws null', 'bad.throw', 'AGENT_FAILED'],
    ['throws ten megabytes', 'bad.verbose', 'AGENT_FAILED'],
    ['returns a cycle', 'bad.cyclic', 'OUTPUT_UNSERIALISABLE'],
    ['returns a bigint', 'bad.late', 'OUTPUT_UNSERIALISABLE'],
    ['returns what throws when it is read', 'bad.touchy', 'OUTPUT_UNSERIALISABLE'],
    ['returns a function', 'bad.function', 'OUTPUT_UNSERIALISABLE'],
    ['returns ten thousand levels', 'bad.deep', 'OUTPUT_TOO_DEEP'],
    ['returns too much', 'bad.huge', 'OUTPUT_TOO_LARGE'],
    ['never returns', 'bad.deaf', 'STEP_TIMED_OUT'],
  ])('that %s fails its step with a code, once, and its worker lives', async (_, agentName, code) => {
    const name = agentName.replace('.', '-');
    await fleet.push(one(name, { agent: agentName, timeout: 300 }));
    // The second one shows that the first gave its slot back.
    for (const runId of [await fleet.submit(name), await fleet.submit(name)]) {
      const result = await fleet.result(runId);
      expect(result).toMatchObject({ status: 'failed', error: { code, step: 's', attempt: 1 } });
      expect(JSON.stringify(result).length).toBeLessThan(10_000);
    }
  });

  it('that ignores its abort loses its slot with the run, and its late result changes nothing', async () => {
    const worker = fleet.workers[0];
    await fleet.push(one('stubborn', { agent: 'bad.stubborn', with: { ms: '${input.ms}' } }));
    const first = await fleet.submit('stubborn', { ms: 1_500 });
    await worker?.waitForLine(new RegExp(`stubborn ${first} started`));
    await fleet.call('POST', `/v1/runs/${first}/cancel`);
    const second = await fleet.submit('stubborn', { ms: 1 });
    expect(await fleet.result(second)).toMatchObject({ status: 'completed' });
    await worker?.waitForLine(new RegExp(`stubborn ${first} ended`));
    expect(await fleet.result(first)).toMatchObject({ status: 'cancelled' });
    expect((await fleet.events(first)).at(-1)).toMatchObject({ type: 'run.cancelled' });
  });

  it('that outlives its time-out has failed, whatever it returns later', async () => {
    const worker = fleet.workers[0];
    await fleet.push(one('late', { agent: 'bad.stubborn', with: { ms: 1_000 }, timeout: 200 }));
    const runId = await fleet.submit('late');
    expect(await fleet.result(runId)).toMatchObject({ status: 'failed', error: { code: 'STEP_TIMED_OUT' } });
    await worker?.waitForLine(new RegExp(`stubborn ${runId} ended`));
    expect((await fleet.events(runId)).at(-1)).toMatchObject({ type: 'run.failed' });
  });
});
