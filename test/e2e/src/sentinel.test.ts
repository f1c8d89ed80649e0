import { type SentinelSetup, startSentinel, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import { TestFleet } from './test-fleet.ts';

const ECHO = { name: 'echo', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } };

let sentinel: SentinelSetup;
let fleet: TestFleet;
beforeAll(async () => {
  sentinel = await startSentinel();
  fleet = await TestFleet.startOn(sentinel, 1);
}, 60_000);
afterAll(() => fleet.stop());

it('a fleet runs on the primary that Sentinels name, and after a fail-over on the next', async () => {
  await fleet.push(ECHO);
  const before = await fleet.submit('echo', { n: 1 });
  expect(await fleet.result(before)).toMatchObject({ status: 'completed', output: { s: { n: 1 } } });

  const { tookMs } = await sentinel.killPrimary();
  const from = performance.now();
  const submit = () => fleet.submit('echo', { n: 2 }, { 'idempotency-key': 'after' });
  const after = await until(submit, { timeoutMs: 30_000, everyMs: 100 });
  expect(await fleet.result(after)).toMatchObject({ status: 'completed', output: { s: { n: 2 } } });
  const resultMs = performance.now() - from;
  process.stderr.write(
    `fail-over by Sentinels: ${Math.round(tookMs)} ms, a result ${Math.round(resultMs)} ms later\n`,
  );
  await expectOneEnd(fleet, before);
  await expectOneEnd(fleet, after);
}, 90_000);
