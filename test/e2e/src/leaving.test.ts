import { type ServiceProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import { type LoadedRun, SteadyLoad } from './steady-load.ts';
import { TestFleet } from './test-fleet.ts';

/** Each always has a step in hand, or waits for its result. */
const CALLERS = 12;
const WORKERS = 2;
/** Longer than any test may take: who waits for the end of its drain makes the test fail. */
const DRAIN_MS = 600_000;
const sleep = (needs: readonly string[] = []) => ({ agent: 'core.sleep', with: { ms: 100 }, needs });
const CHAIN = { name: 'sleeps', steps: { a: sleep(), b: sleep(['a']), c: sleep(['b']) } };
const LONG = { name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 10_000 } } } };

let fleet: TestFleet;
const loads: SteadyLoad[] = [];
beforeAll(async () => {
  fleet = await TestFleet.start(0);
  await Promise.all(Array.from({ length: WORKERS }, () => fleet.startWorker(LEISURELY)));
  await fleet.push(CHAIN);
  await fleet.push(LONG);
}, 60_000);
afterAll(async () => {
  // Of a test that failed, callers call on.
  for (const load of loads) load.abandon();
  await fleet.stop();
});

const LEISURELY = { AG06_DRAIN_TIMEOUT_MS: String(DRAIN_MS) };

function startLoad(urls: readonly string[]): SteadyLoad {
  const load = new SteadyLoad(urls, CALLERS, { workflow: 'sleeps' });
  loads.push(load);
  return load;
}

/** Ends it by SIGTERM; how it ended, whether it came to its end by itself, and how long that took. */
async function leave(process: ServiceProcess) {
  const from = performance.now();
  const { code } = await process.kill('SIGTERM');
  const hasStopped = process.lines.some((line) => line.includes('"msg":"worker stopped"'));
  return { code, hasStopped, ms: performance.now() - from };
}

/** All were completed, each step by its first attempt and its first delivery. */
async function expectUnharmed(runs: readonly LoadedRun[]): Promise<void> {
  expect(runs.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(runs.length);
  for (const { runId } of runs) {
    await expectOneEnd(fleet, runId);
    const events = (await fleet.events(runId)).filter(({ type }) => type.startsWith('step.'));
    const told = events.filter(({ type }) => type !== 'step.scheduled');
    expect(told.map(({ type, step, attempt }) => ({ type, step, attempt }))).toEqual(
      ['a', 'b', 'c'].flatMap((step) => [
        { type: 'step.started', step, attempt: 1 },
        { type: 'step.completed', step, attempt: 1 },
      ]),
    );
  }
}

describe('under load, SIGTERM', () => {
  it('of each of two workers in turn fails nothing and starts nothing twice', async () => {
    const load = startLoad([fleet.url]);
    const times: number[] = [];
    for (const worker of [...fleet.workers]) {
      const before = load.ended.length;
      await until(() => load.ended.length > before + 2 * CALLERS, { timeoutMs: 30_000 });
      const { code, hasStopped, ms } = await leave(worker);
      expect({ code, hasStopped }).toEqual({ code: 0, hasStopped: true });
      times.push(ms);
      await fleet.startWorker(LEISURELY);
    }
    const runs = await load.stop();
    expect(load.unanswered).toBe(0);
    await expectUnharmed(runs);
    const slowest = Math.max(...times).toFixed(0);
    process.stderr.write(
      `SIGTERM of ${WORKERS} workers: ${runs.length} runs, the slowest left in ${slowest} ms\n`,
    );
  }, 150_000);

  it('of each of two dispatchers in turn loses nothing and starts nothing twice', async () => {
    const first = fleet.dispatcher;
    const urls = [fleet.url];
    const second = await fleet.startDispatcher();
    urls.push(fleet.url);
    const load = startLoad(urls);
    await until(() => load.ended.length > 2 * CALLERS, { timeoutMs: 30_000 });
    if (first === undefined) throw new Error('There is no dispatcher.');
    expect(await leave(first)).toMatchObject({ code: 0 });
    const between = load.ended.length;
    await until(() => load.ended.length > between + 2 * CALLERS, { timeoutMs: 30_000 });
    const third = await fleet.startDispatcher({ AG06_HTTP_PORT: new URL(urls[0] ?? '').port });
    expect(await leave(second)).toMatchObject({ code: 0 });
    const after = load.ended.length;
    await until(() => load.ended.length > after + 2 * CALLERS, { timeoutMs: 30_000 });
    const runs = await load.stop();
    expect(third.pid).toBeGreaterThan(0);
    await expectUnharmed(runs);
    process.stderr.write(
      `SIGTERM of 2 dispatchers: ${runs.length} runs, ${load.repeats} requests repeated\n`,
    );
  }, 150_000);

  it('hands steps that outlast the drain to other workers, as the same attempt', async () => {
    await Promise.all(fleet.workers.map((worker) => worker.kill('SIGTERM')));
    const leaving = await fleet.startWorker({ AG06_DRAIN_TIMEOUT_MS: '500' });
    const runIds = await Promise.all(Array.from({ length: 5 }, () => fleet.submit('long')));
    for (const runId of runIds) await leaving.waitForLine(new RegExp(`patient ${runId} started`), 20_000);
    const left = leave(leaving);
    await fleet.startWorker(LEISURELY);
    const results = await Promise.all(runIds.map((runId) => fleet.result(runId)));
    expect(results.map(({ status }) => status)).toEqual(runIds.map(() => 'completed'));
    // One that has not handed back all in time is ended before it can say so.
    expect(await left).toMatchObject({ code: 0, hasStopped: true });
    for (const runId of runIds) {
      await expectOneEnd(fleet, runId);
      const events = await fleet.events(runId);
      expect(new Set(events.map(({ attempt = 1 }) => attempt))).toEqual(new Set([1]));
      const redelivered = events.filter(({ type }) => type === 'step.redelivered');
      expect(redelivered).toMatchObject([{ lost: 0 }]);
    }
  }, 60_000);
});
