import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import type { TestFleet } from './test-fleet.ts';

interface Child {
  readonly runId: string;
  readonly workflow: string;
  readonly status: string;
}

const OPEN = ['running', 'waiting'];

/** Expects a run of `CALLING` to complete, with one child that completed and one that was stopped. Returns all their ids. */
export async function expectFamilyOver(fleet: TestFleet, runId: string): Promise<readonly string[]> {
  // A connection that was just reset is answered 503.
  const isOver = async () => (await fleet.result(runId, 5)).status === 'completed';
  await until(isOver, { timeoutMs: 45_000 });
  expect(await fleet.result(runId, 5)).toMatchObject({ status: 'completed', output: 7 });
  await expectOneEnd(fleet, runId);
  const children = async () =>
    (await fleet.call('GET', `/v1/runs?parent=${runId}`)).body.items as readonly Child[];
  await until(async () => (await children()).every(({ status }) => !OPEN.includes(status)), {
    timeoutMs: 45_000,
  });
  const ends = (await children()).map(({ workflow, status }) => [workflow, status]);
  const [quick, ...others] = ends.sort();
  expect(quick).toEqual(['quick', 'completed']);
  // One that was stopped before it started was created cancelled, and names no parent.
  if (others.length > 0) expect(others).toEqual([['waits-for-ever', 'cancelled']]);
  const ids = (await children()).map((child) => child.runId);
  for (const id of ids) await expectOneEnd(fleet, id);
  return [runId, ...ids];
}
