import { expect, it } from '@jest/globals';
import { renderWait } from './render-wait.ts';

const until = '2026-01-02T03:04:05.678Z';

it('tells the next attempt of a step, or of which item', () => {
  expect(renderWait({ reason: 'backoff', until })).toBe('its next attempt at 03:04:05.678');
  expect(renderWait({ reason: 'backoff', until, item: 7 })).toBe('item 7’s next attempt at 03:04:05.678');
});

it('tells what is before it on a queue', () => {
  expect(renderWait({ reason: 'queue', agent: 'x', ahead: 2, ageMs: 4_400 })).toBe(
    'its turn on the queue of x: 2 before it, for 4 s',
  );
});

it('tells nothing of a step that waits for nothing', () => {
  expect(renderWait(undefined)).toBe('');
});
