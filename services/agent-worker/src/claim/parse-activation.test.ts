import type { Delivery } from '@ag06/broker';
import type { Json } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { parseActivation } from './parse-activation.ts';

const GOOD = { v: 1, runId: 'r0-000000000aaaaaaaaaaaa', step: 'a', attempt: 1, dispatch: 2 };
const ID = `${GOOD.runId}.a.d2`;
const delivery = (data: Json | undefined, jobId = ID): Delivery => ({
  agent: 'x',
  jobId,
  delivery: 1,
  data,
  lockedSince: () => 0,
  dueAt: 0,
});

it('parseActivation takes an activation under its own id', () => {
  expect(parseActivation(delivery(GOOD))).toEqual({ is: 'valid', activation: GOOD });
});

it.each([
  ['no data', undefined, 'JOB_MALFORMED'],
  ['null', null, 'JOB_INVALID'],
  ['something else', { hello: 1 }, 'JOB_INVALID'],
  ['a step that is none', { ...GOOD, step: '$' }, 'JOB_INVALID'],
  ['attempt 0', { ...GOOD, attempt: 0 }, 'JOB_INVALID'],
])('parseActivation refuses %s', (_, data, reason) => {
  expect(parseActivation(delivery(data))).toEqual({ is: 'foreign', reason });
});

it('parseActivation refuses a copy under another id, and leaves newer versions to others', () => {
  expect(parseActivation(delivery(GOOD, 'copy'))).toEqual({ is: 'foreign', reason: 'JOB_ID_FOREIGN' });
  expect(parseActivation(delivery({ ...GOOD, v: 2 }))).toEqual({ is: 'unknown-version' });
});
