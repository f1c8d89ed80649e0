import { expect } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import type { FleetApi } from './fleet-api.ts';
import { type ForeignEnd, submission, submitByQueue } from './queue-client.ts';
import type { TestFleet } from './test-fleet.ts';

const STEPS = { a: { agent: 'core.echo', with: '${input}' } };

/** Pushes a workflow that one test has for itself. Returns its name. */
export async function pushEcho(fleet: FleetApi, name: string): Promise<string> {
  await fleet.push({ name, steps: STEPS });
  return name;
}

/** How many runs of a workflow there are. */
export async function countRuns(fleet: FleetApi, workflow: string): Promise<number> {
  let count = 0;
  let query = '';
  for (;;) {
    const page = (await fleet.call('GET', `/v1/runs?workflow=${workflow}&limit=500${query}`)).body as {
      items: unknown[];
      next?: string;
    };
    count += page.items.length;
    if (page.next === undefined) return count;
    query = `&cursor=${page.next}`;
  }
}

/**
 * So many submissions at once, each with its number. Their ids are the client's: what it adds again, since it lost the
 * reply, is the same job.
 */
export const submitMany = (fleet: TestFleet, workflow: string, count: number) =>
  submitByQueue(
    fleet.redis.url,
    Array.from({ length: count }, (_, n) =>
      submission({ workflow, input: n }, { jobId: `${workflow}-${n}` }),
    ),
  );

/** Each submission became one run, which completed. */
export async function expectAllOnce(
  fleet: FleetApi,
  workflow: string,
  ends: readonly ForeignEnd[],
): Promise<void> {
  expect(new Set(ends.map(({ value }) => value?.runId)).size).toBe(ends.length);
  const runs = await Promise.all(ends.map(({ value }) => fleet.result(value?.runId ?? '')));
  expect(runs.map(({ output }) => output)).toEqual(ends.map((_, n) => ({ a: n })));
  expect(await countRuns(fleet, workflow)).toBe(ends.length);
}

/** A submission through the queue, whose dispatcher dies at this point and is followed by another one, makes one run. */
export async function expectOneRunAfterDeathAt(fleet: TestFleet, point: string): Promise<void> {
  const name = await pushEcho(fleet, point);
  await fleet.dispatcher?.stop();
  const faulty = await fleet.startDispatcher({ AG06_TEST_FAULT: point });
  const submitting = submitMany(fleet, name, 1);
  expect((await faulty.exited).signal).toBe('SIGKILL');
  await fleet.startDispatcher();
  const ends = await submitting;
  await expectAllOnce(fleet, name, ends);
  await expectOneEnd(fleet, ends[0]?.value?.runId ?? '');
}
