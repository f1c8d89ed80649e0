import type { EntryEnd, EntryJob, EntryOptions } from '@ag06/broker';
import { Refusal } from '@ag06/contracts';
import { SUBMISSION_JOB } from '@ag06/contracts/api';
import { Repeater } from '@ag06/runtime';
import { StoreError } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { SubmissionsConsumer } from './submissions-consumer.ts';

const JOB: EntryJob = {
  queue: 'ag06.submissions',
  jobId: '7',
  name: SUBMISSION_JOB,
  timestamp: 1,
  data: { workflow: 'tea', input: null },
};
const away = () => new StoreError('STORE_UNAVAILABLE', 'Away.');

interface Line {
  readonly err?: unknown;
  readonly errorId?: string;
  readonly operation?: string;
}

/** A consumer whose store answers one error after the other, and then that there is no such workflow. */
function start(ofStore: Error[], ofLetters: Error[] = []) {
  const logged: Line[] = [];
  const note = (fields: Line) => void logged.push(fields);
  const log = { warn: note, error: note };
  const book = createMetricBook();
  const letters: { readonly reason: string }[] = [];
  let process: EntryOptions['process'] | undefined;
  const answer = async (errors: Error[]) => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return undefined;
  };
  const parts = {
    log,
    repeater: new Repeater(log, book),
    plans: { loadLatest: () => answer(ofStore) },
    store: {
      runs: { findKey: async () => undefined },
      workflows: { sampleNames: async () => [] },
      fleet: {
        addDeadLetter: (letter: { readonly reason: string }) =>
          answer(ofLetters).then(() => void letters.push(letter)),
      },
    },
    broker: {
      serveEntry: (_queue: string, options: EntryOptions) => {
        process = options.process;
        return { stop: async () => {} };
      },
    },
  };
  const consumer = new SubmissionsConsumer(parts as unknown as Parts);
  consumer.start();
  const take = (job = JOB): Promise<EntryEnd> => process?.(job) ?? Promise.reject(new Error('not started'));
  const countRepeats = () => [...book.repeats.cells()].reduce((sum, { value }) => sum + value, 0);
  return { consumer, take, logged, letters, countRepeats };
}

const problemOf = (end: EntryEnd) => JSON.parse(end.end === 'refused' ? end.reason : '{}');

it('a submission is retried while the store is away, and log and metric say so', async () => {
  const { take, logged, letters, countRepeats } = start([away(), away()]);
  expect(problemOf(await take())).toMatchObject({ code: 'WORKFLOW_UNKNOWN' });
  expect(countRepeats()).toBe(2);
  expect(logged[0]).toMatchObject({ operation: 'submission', code: 'STORE_UNAVAILABLE' });
  expect(letters).toMatchObject([{ reason: 'WORKFLOW_UNKNOWN', sentAt: JOB.timestamp }]);
});

it('a refused submission whose sender tells no time leaves a dead letter that can be read', async () => {
  const { take, letters } = start([]);
  await take({ ...JOB, timestamp: Number.NaN });
  expect(letters).toMatchObject([{ reason: 'WORKFLOW_UNKNOWN' }]);
  expect(letters[0]).not.toHaveProperty('sentAt');
});

it('a submission that waits for the store goes back to its queue when the dispatcher stops', async () => {
  const { consumer, take } = start(Array.from({ length: 1_000 }, away));
  const taken = take();
  await consumer.stop();
  expect(await taken).toEqual({ end: 'delay', delayMs: 0 });
});

it('a submission that fails with an unknown error is set aside at once, with an id that the log has', async () => {
  const unknown = Object.assign(new Error('the secret cause'), { isRetryable: true });
  const { take, logged, letters, countRepeats } = start([unknown]);
  const problem = problemOf(await take());
  expect(countRepeats()).toBe(0);
  const line = logged.find(({ err }) => err === unknown);
  expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
  expect(problem.detail).toContain(line?.errorId ?? 'an id');
  expect(JSON.stringify(problem)).not.toContain('secret');
  expect(letters).toMatchObject([{ reason: 'INTERNAL' }]);
});

it('a submission fails with its reason even if no dead letter can be written', async () => {
  const unknown = new TypeError('a defect of ours');
  const { take, logged, letters } = start([], [unknown]);
  expect(problemOf(await take())).toMatchObject({ code: 'WORKFLOW_UNKNOWN' });
  expect(letters).toEqual([]);
  expect(logged.filter(({ err }) => err === unknown)).toHaveLength(1);
});

it('a submission that the nearly full store does not take waits on its queue, so that others pass it', async () => {
  const full = new Refusal(503, 'STORE_NEARLY_FULL', 'Later.', { retryAfterMs: 1_000 });
  const { take, letters } = start([full]);
  const end = await take();
  expect(end).toMatchObject({ end: 'delay' });
  expect(end.end === 'delay' && end.delayMs).toBeGreaterThanOrEqual(1_000);
  expect(letters).toEqual([]);
});
