import { expect, it } from '@jest/globals';
import { JobInput } from './job-input.ts';
import { toJobId } from './to-job-id.ts';

it('options that BullMQ’s workers heed are handed on', () => {
  const opts = {
    attempts: 3,
    backoff: { type: 'exponential', delay: 100 },
    priority: 1,
    delay: 5,
    lifo: true,
  };
  expect(JobInput.parse({ queue: 'images', name: 'thumb', data: { n: 1 }, opts })).toMatchObject({ opts });
  expect(JobInput.parse({ queue: 'images', opts: { backoff: 100 } })).toEqual({
    queue: 'images',
    opts: { backoff: 100 },
  });
});

it.each([
  [{ queue: 'images', opts: { jobId: 'a' } }, 'the id is made of run and step'],
  [{ queue: 'images', opts: { removeOnComplete: true } }, '`keep` of the agent'],
  [{ queue: 'images', opts: { parent: {} } }, 'use `needs`'],
  [{ queue: 'images', opts: { repeat: {} } }, 'use `schedule`'],
  [{ queue: 'images', opts: { atempts: 1 } }, 'no option of a job'],
  [{ queue: 'a:b' }, 'has no'],
  [{ queue: 'agent.core.echo' }, 'a queue of a fleet'],
  [{ queue: 'ag06.signals' }, 'a queue of a fleet'],
  [{ queue: 'images', opts: { priority: 2 ** 21 } }, '2097151'],
])('%j is refused with what to do instead', (input, remedy) => {
  expect(JobInput.safeParse(input).error?.message).toContain(remedy);
});

it('the id of a job is one that BullMQ takes, and another one for each item and iteration', () => {
  expect(['r0-a:step', 'r0-a:step:0', 'r0-a:step:i1'].map(toJobId)).toEqual([
    'ag06.r0-a.step',
    'ag06.r0-a.step.0',
    'ag06.r0-a.step.i1',
  ]);
});
