import type { TuningChangedView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { toChangeText } from './to-change-text.ts';

const change = (of: Partial<TuningChangedView>): TuningChangedView => ({
  at: '2026-01-01T00:00:00.000Z',
  by: 'operator',
  reason: '',
  ...of,
});

test.each([
  [{ settings: { concurrency: 4, hedgeAfterMs: null } }, 'set concurrency 4, hedgeAfterMs off'],
  [{ settings: {}, replaces: true }, 'all settings static'],
  [{ settings: { concurrency: 4 }, replaces: true }, 'set concurrency 4; all else static'],
  [{ settings: {}, unset: ['timeoutMs' as const] }, 'timeoutMs static'],
  [{ mode: 'live' as const }, 'mode live'],
  [{ mode: null, isFrozen: true }, 'mode as by default; frozen'],
  [{ bounds: { maxAttempts: { min: 2, max: 4 } } }, 'bounds: maxAttempts 2 to 4'],
  [{ objective: { classes: [{ deadlineS: null }] } }, 'objective {"classes":[{"deadlineS":null}]}'],
  [{ bounds: null, objective: null }, 'bounds of the code; objective of the code'],
  [
    { lock: ['timeoutMs' as const], lockSeconds: 3600, unlock: ['bySize' as const] },
    'locked timeoutMs for 3600 s; unlocked bySize',
  ],
])('what a person has changed is told in words: %j', (of, text) => {
  expect(toChangeText(change(of))).toBe(text);
});
