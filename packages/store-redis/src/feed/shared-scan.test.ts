import { expect, it } from '@jest/globals';
import { partitionKeys } from '../keys.ts';
import type { RunSince } from './find-runs-since.ts';
import { SharedScan } from './shared-scan.ts';

const run = (runId: string, lastAt: number): RunSince => ({
  runId,
  keys: partitionKeys(0),
  createdAt: 0,
  lastAt,
});
const RUNS = [run('a', 10), run('b', 20), run('c', 30)];
const idsOf = (runs: readonly RunSince[]) => runs.map(({ runId }) => runId).join('');

/** Scans that end when the test says so. */
function createScans() {
  const asked: { tenant: string; since: number; end: () => void; fail: () => void }[] = [];
  const scan = new SharedScan((tenant, since) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly RunSince[]>();
    const end = () => resolve(RUNS.filter(({ lastAt }) => lastAt >= since));
    asked.push({ tenant, since, end, fail: () => reject(new Error('away')) });
    return promise;
  });
  return { scan, asked };
}

it('readers of the past who come while runs are looked for share the next look, each with its own', async () => {
  const { scan, asked } = createScans();
  const first = scan.find('t', 20);
  await Promise.resolve();
  const later = [30, 5, 15].map((since) => scan.find('t', since));
  expect(asked.map(({ since }) => since)).toEqual([20]);
  asked[0]?.end();
  expect(idsOf(await first)).toBe('bc');
  expect(asked.map(({ since }) => since)).toEqual([20, 5]);
  asked[1]?.end();
  expect((await Promise.all(later)).map(idsOf)).toEqual(['c', 'abc', 'bc']);
});

it('a reader of the past who comes after a look gets another one, and another tenant’s does not wait', async () => {
  const { scan, asked } = createScans();
  const [one, other] = [scan.find('t', 1), scan.find('u', 2)];
  await Promise.resolve();
  expect(asked.map(({ tenant }) => tenant)).toEqual(['t', 'u']);
  for (const { end } of asked) end();
  await Promise.all([one, other]);
  const again = scan.find('t', 3);
  await Promise.resolve();
  expect(asked).toHaveLength(3);
  asked[2]?.end();
  expect(idsOf(await again)).toBe('abc');
});

it('a look for runs that fails is told to those who shared it alone', async () => {
  const { scan, asked } = createScans();
  const first = scan.find('t', 1);
  await Promise.resolve();
  const second = scan.find('t', 1);
  asked[0]?.fail();
  await expect(first).rejects.toThrow('away');
  asked[1]?.end();
  expect(idsOf(await second)).toBe('abc');
});
