import type { Submission } from '@ag06/runtime';
import { parseTraceparent } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { traceSlot } from './trace-slot.ts';

const submission = { workflow: 'w', correlationId: 'c' } as Submission;
const traced = () => traceSlot('nightly', submission, async (given) => given);

it('each run of a schedule has a trace of its own', async () => {
  const [first, second] = await Promise.all([traced(), traced()]);
  expect(first).toMatchObject(submission);
  const traces = [first, second].map(({ traceparent }) => parseTraceparent(traceparent)?.traceId);
  expect(new Set(traces).size).toBe(2);
  expect(traces).not.toContain(undefined);
});

it('a run of a schedule that is refused is refused as without a trace', async () => {
  await expect(traceSlot('nightly', submission, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
