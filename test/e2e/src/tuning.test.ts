import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { runCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';
import { loadTuning, setSettings, untilInForce, untilLed } from './tuning-api.ts';

const AGENT = 'good.counted';
let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(2);
  await fleet.push({ name: 'counted', steps: { s: { agent: AGENT, with: { ms: 20 } } } });
}, 60_000);
afterAll(() => fleet.stop());

const submit = (count: number) => Promise.all(Array.from({ length: count }, () => fleet.submit('counted')));

/** The most that ran in one process, of those that started after this moment. */
function mostSince(at: number): number {
  const counts = fleet.workers.flatMap(({ stderr }) =>
    stderr.flatMap((line) => {
      const [, count, startedAt] = /^counted (\d+) at (\d+)$/.exec(line) ?? [];
      return Number(startedAt) >= at ? [Number(count)] : [];
    }),
  );
  return Math.max(0, ...counts);
}

it('workers apply settings under load, up and down, and lose nothing', async () => {
  const times: number[] = [];
  for (const concurrency of [1, 6, 1]) {
    const runIds = await submit(60);
    times.push(await setSettings(fleet, AGENT, { concurrency }, 2));
    // What ran already goes on to its end, 20 ms later.
    const from = Date.now() + 200;
    runIds.push(...(await submit(100)));
    for (const runId of runIds) expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
    const most = mostSince(from);
    expect(most).toBeLessThanOrEqual(concurrency);
    expect(most).toBeGreaterThan(concurrency === 1 ? 0 : 2);
  }
  process.stderr.write(`in force after ${times.map(Math.round).join(', ')} ms\n`);
}, 90_000);

const RUBBISH = [
  ...['', '{', 'null', '[]', '{}', '"text"', '{"version":1}'],
  '{"isStatic":true}',
  '{"settings":{"concurrency":1000000}}',
  'x'.repeat(200_000),
];

it('rubbish in place of settings changes nothing, and is complained about once each', async () => {
  await setSettings(fleet, AGENT, { concurrency: 2 }, 2);
  const redis = new Redis(fleet.redis.url);
  const key = 'ag06:{g}:shared:tuning';
  for (const rubbish of RUBBISH) {
    const version = Number((await redis.hget(key, AGENT))?.split('|')[0]) + 1;
    await redis.hset(key, AGENT, `${version}|${Date.now()}|${rubbish}`);
    await redis.publish(key, AGENT);
    for (const worker of fleet.workers)
      await worker.waitForLine(new RegExp(`"version":${version},.*TUNING_INVALID`), 20_000);
  }
  redis.disconnect();
  for (const { lines } of fleet.workers)
    expect(lines.filter((line) => line.includes('TUNING_INVALID'))).toHaveLength(RUBBISH.length);
  const from = Date.now();
  for (const runId of await submit(60)) await fleet.result(runId);
  expect(mostSince(from)).toBe(2);
  expect(await loadTuning(fleet)).toMatchObject({ invalid: [{ agent: AGENT }] });

  // An optimizer publishes the last good settings it knows: here none, so all is static.
  await fleet.startOptimizer();
  await until(async () => (await loadTuning(fleet)).invalid.length === 0);
  const repaired = (await loadTuning(fleet)).items.find(({ agent }) => agent === AGENT);
  expect(repaired).toMatchObject({ settings: {}, static: { concurrency: 10 }, reason: 'REPAIRED' });
  await untilInForce(fleet, AGENT, repaired?.version ?? 0, 2);
}, 60_000);

it('`ag06 tuning` and `ag06 agents` show, set and switch the settings of agents', async () => {
  await untilLed(fleet, 0);
  const ag06 = (...args: string[]) => runCli(args, { cwd: '/', url: fleet.url });
  const set = await ag06('tuning', 'set', AGENT, 'concurrency=3', '--reason', 'less');
  expect(set).toMatchObject({ code: 0, out: expect.stringContaining('concurrency=3') });
  const version = (await loadTuning(fleet)).items.find(({ agent }) => agent === AGENT)?.version ?? 0;
  await untilInForce(fleet, AGENT, version, 2);
  const shown = await ag06('tuning');
  expect(shown.out).toMatch(/^good\.counted +\d+ +concurrency=3 +2 of 2 +operator +less$/m);
  expect((await ag06('tuning', 'off')).code).toBe(0);
  await untilInForce(fleet, AGENT, 0, 2);
  expect((await ag06('tuning')).out).toContain('Switched off');
  expect((await ag06('tuning', 'on')).code).toBe(0);
  await untilInForce(fleet, AGENT, version, 2);
  expect((await ag06('tuning', 'set', AGENT, 'timeoutMs=60000')).out).toMatch(
    /concurrency=3 timeoutMs=60000$/,
  );
  expect((await ag06('tuning', 'set', AGENT, 'timeoutMs=static')).out).toMatch(/: concurrency=3$/);
  expect((await ag06('tuning', 'set', AGENT, 'replicas=3')).out).toMatch(/: concurrency=3 replicas=3$/);
  expect((await ag06('tuning', 'set', AGENT, 'replicas=static')).out).toMatch(/: concurrency=3$/);
  expect((await ag06('tuning', 'set', AGENT, 'replica=3')).code).toBe(2);
  const agents = await ag06('agents', '--window', '60m');
  expect(agents.out).toMatch(/^good\.counted +2 +\d+ +\d+ +\d{3} +100\.0 %/m);
  const wrong = await ag06('tuning', 'set', AGENT, 'concurrency=100000');
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('settings.concurrency') });
}, 60_000);
