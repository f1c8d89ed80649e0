import { expect, it } from '@jest/globals';
import { expiryOf, type KeepPolicy, pruneTimeOf } from './keep-policy.ts';

const META = {
  workflow: 'w',
  version: 'v',
  tenant: 'default',
  correlationId: 'c',
  priority: 'normal',
  tags: [],
} as const;
const run = { meta: META, status: 'completed', finishedAt: 1_000 } as const;
const POLICY: KeepPolicy = { keptMs: 100, byStatus: new Map([['failed', 500]]), holdTag: 'hold' };

it('a run is kept as its definition says, else as its status says, else as the fleet says, else for ever', () => {
  expect(expiryOf(run, POLICY)).toBe(1_100);
  expect(expiryOf({ ...run, status: 'failed' }, POLICY)).toBe(1_500);
  expect(expiryOf({ ...run, status: 'failed', keptMs: 7 }, POLICY)).toBe(1_007);
  expect(expiryOf(run, { ...POLICY, keptMs: undefined })).toBeUndefined();
});

it('a run with the tag of a legal hold is kept for ever, whatever else is said', () => {
  const held = { ...run, meta: { ...META, tags: ['x', 'hold'] }, keptMs: 7 };
  expect(expiryOf(held, POLICY)).toBeUndefined();
  expect(pruneTimeOf([held], POLICY)).toBeUndefined();
});

it('a segment is written anew a while after its first run expires, so that others expire meanwhile', () => {
  expect(pruneTimeOf([{ ...run, status: 'failed' }, run], POLICY)).toBe(1_110);
  const days = 24 * 3600_000;
  expect(pruneTimeOf([run], { ...POLICY, keptMs: 300 * days })).toBe(1_000 + 301 * days);
});
