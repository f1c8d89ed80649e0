import { LIMITS } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { judgeData } from './judge-data.ts';
import { readSubmission } from './read-submission.ts';

const job = (data: unknown) => ({ queue: 'q', jobId: '1', name: 'start', timestamp: 1, data });
const refusalOf = (data: unknown): unknown => {
  try {
    readSubmission(job(data));
  } catch (error) {
    return error;
  }
  return undefined;
};

it('judgeData refuses data from the queue that has more parts, or other numbers, than a body may have', () => {
  const submission = (input: unknown) => ({ workflow: 'w', input });
  expect(refusalOf(submission(Array(LIMITS.parts).fill(0)))).toMatchObject({ code: 'BODY_TOO_COMPLEX' });
  expect(refusalOf(submission({ a: [0, { b: 2 ** 60 }] }))).toMatchObject({
    status: 422,
    code: 'NUMBER_INEXACT',
    errors: [{ path: 'input.a.1.b' }],
  });
  expect(refusalOf(submission(JSON.parse('[1e400]')))).toMatchObject({ code: 'NUMBER_INEXACT' });
  expect(refusalOf(submission([2 ** 53, 0.5]))).toBeUndefined();
  expect(() => judgeData(JSON.parse('['.repeat(65) + ']'.repeat(65)))).toThrow('64 levels');
});

it('judgeData keeps keys of data from the queue that objects of JavaScript have by themselves', () => {
  const input = '{"__proto__":{"a":1},"constructor":1,"toString":2}';
  expect(readSubmission(job(JSON.parse(`{"workflow":"w","input":${input}}`))).input.text).toBe(input);
});
