import { expect, test } from '@jest/globals';
import { tellProgress, tellSkipped, tellStep, tellWait } from './tell-step.ts';

const step = { id: 's', needs: [], forEach: false, repeats: false, when: undefined } as const;

test('a step is told by what it does', () => {
  expect(tellStep({ ...step, kind: 'agent', what: 'http.request', forEach: true })).toBe(
    'http.request × items',
  );
  expect(tellStep({ ...step, kind: 'wait', what: '5m' })).toBe('wait 5m');
  expect(tellStep({ ...step, kind: 'workflow', what: 'other', repeats: true })).toBe('workflow other ↻');
});

test('its progress counts items, iterations and attempts', () => {
  const items = { total: 10, completed: 3, failed: 1, running: 2 };
  expect(tellProgress({ status: 'running', attempt: 1, items })).toBe('3/10, 1 failed');
  expect(tellProgress({ status: 'running', attempt: 2, iteration: 4 })).toBe('iteration 4, attempt 2');
  expect(tellProgress({ status: 'pending', attempt: 0 })).toBe('');
});

test('a step that was skipped tells the condition that was false', () => {
  const conditional = { ...step, kind: 'agent', what: 'a', when: '${input.sum > 7}' } as const;
  expect(tellSkipped('skipped', conditional)).toBe('its `when` was false: ${input.sum > 7}');
  expect(tellSkipped('completed', conditional)).toBeUndefined();
  expect(tellSkipped('skipped', { ...conditional, when: undefined })).toBeUndefined();
  expect(tellSkipped('skipped', undefined)).toBeUndefined();
});

test('what it waits for is told in a few words', () => {
  const of = { status: 'blocked', attempt: 1 } as const;
  expect(tellWait({ ...of, waitsFor: { reason: 'breaker', dependency: 'shop' } })).toBe('breaker of shop');
  expect(tellWait({ ...of, waitsFor: { reason: 'pause', of: 'agent', name: 'x.a' } })).toBe('pause of x.a');
  expect(tellWait({ ...of, waitsFor: { reason: 'pause', of: 'fleet' } })).toBe('pause of fleet');
  expect(tellWait({ ...of, waitsFor: { reason: 'repair' } })).toBe('repair');
  expect(tellWait({ ...of, blockedBy: 'limit:mail' })).toBe('limit:mail');
  expect(tellWait(of)).toBe('');
});
