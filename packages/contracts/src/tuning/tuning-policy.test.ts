import { expect, it } from '@jest/globals';
import { NO_POLICY, parseTuningPolicy } from './tuning-policy.ts';

it('parseTuningPolicy reads what was written, and takes nothing else for a policy', () => {
  const lock = { at: 1, by: 'operator', reason: '' };
  const policy = { mode: 'live', locks: { concurrency: lock }, frozen: lock };
  expect(parseTuningPolicy(JSON.stringify(policy))).toEqual(policy);
  expect(parseTuningPolicy(JSON.stringify(NO_POLICY))).toEqual(NO_POLICY);
  for (const rubbish of ['', 'null', '{}', '{"locks":{"threads":{}}}'])
    expect(parseTuningPolicy(rubbish)).toBeUndefined();
});
