import { expect, it } from '@jest/globals';
import { renderWait } from './render-wait.ts';

const until = '2026-01-02T03:04:05.678Z';

it('renderWait tells the next attempt of a step, or of which item', () => {
  expect(renderWait({ reason: 'backoff', until })).toBe('its next attempt at 03:04:05.678');
  expect(renderWait({ reason: 'backoff', until, item: 7 })).toBe('item 7’s next attempt at 03:04:05.678');
});

it('renderWait tells what is before it on a queue', () => {
  expect(renderWait({ reason: 'queue', agent: 'x', ahead: 2, ageMs: 4_400 })).toBe(
    'its turn on the queue of x: 2 before it, for 4 s',
  );
});

it('renderWait tells that somebody paused its queue, or limited it', () => {
  const wait = { reason: 'queue', agent: 'x', ahead: 0, ageMs: 1_000 } as const;
  expect(renderWait({ ...wait, heldBack: 'paused' })).toBe(
    'its turn on the queue of x, which is paused in BullMQ: 0 before it, for 1 s',
  );
  expect(renderWait({ ...wait, heldBack: 'rate' })).toBe(
    'its turn on the queue of x, whose rate limit is used up: 0 before it, for 1 s',
  );
});

it('renderWait tells nothing of a step that waits for nothing', () => {
  expect(renderWait(undefined)).toBe('');
});
