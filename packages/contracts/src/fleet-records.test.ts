import { expect, it } from '@jest/globals';
import { type DeadLetter, parseDeadLetter, parseWorkerRecord, type WorkerRecord } from './fleet-records.ts';

const WORKER: WorkerRecord = {
  id: 'w-1',
  host: 'h',
  pid: 1,
  agents: ['x.a'],
  startedAt: 1,
  seenAt: 2,
  configVersion: { 'x.a': 3 },
  declared: { 'x.a': { concurrency: 4, hedgeAfterMs: null } },
  tuning: { 'x.a': { objective: { attemptCost: 1 }, bounds: { concurrency: { min: 2, max: 8 } } } },
  heldBack: { 'x.a': { limit: 1, published: 4, because: ['latency'] } },
  slots: { used: 1, limit: 2 },
  waiting: { results: 2, bytes: 3, maxBytes: 64, oldestMs: 4 },
  blocked: { forMs: 5, agents: ['x.a'] },
};
const LETTER: DeadLetter & { at: number } = {
  queue: 'agent.x',
  jobId: 'a.d1',
  reason: 'JOB_INVALID',
  problem: { code: 'X' },
  data: { any: [null] },
  at: 7,
};

it('records of workers and dead letters are read as they were written', () => {
  expect(parseWorkerRecord(JSON.stringify(WORKER))).toEqual(WORKER);
  expect(parseDeadLetter(JSON.stringify(LETTER))).toEqual(LETTER);
});

it('a worker of a later release is read: fields and knobs that are not known do not hide it', () => {
  const later = {
    ...WORKER,
    region: 'eu',
    declared: { 'x.a': { concurrency: 4, colour: 1 } },
    tuning: { 'x.a': { hue: 1 } },
  };
  expect(parseWorkerRecord(JSON.stringify(later))).toMatchObject({ id: 'w-1', agents: ['x.a'] });
});

it.each(['', 'null', '[]', '{}', JSON.stringify({ ...WORKER, agents: 'x.a' })])(
  'a broken record of a worker is none: %s',
  (text) => expect(parseWorkerRecord(text)).toBeUndefined(),
);

it.each(['{', JSON.stringify({ ...LETTER, at: undefined }), JSON.stringify({ ...LETTER, problem: 'no' })])(
  'a broken dead letter is none: %s',
  (text) => expect(parseDeadLetter(text)).toBeUndefined(),
);
