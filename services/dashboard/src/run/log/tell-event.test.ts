import type { EventView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { matchesEvent, tellEvent, tellPlace, toWords } from './tell-event.ts';

const event = (type: EventView['type'], more: Partial<EventView> = {}): EventView => ({
  seq: 7,
  type,
  at: '2026-11-28T09:00:00.000Z',
  correlationId: 'c',
  traceId: null,
  ...more,
});

test.each<[EventView, string]>([
  [event('run.started'), 'started'],
  [event('step.started', { step: 's', attempt: 2 }), 'started: attempt 2'],
  [
    event('step.retrying', { attempt: 1, error: { code: 'X', message: 'no <b>' }, dueAt: 0 }),
    'retrying: X no <b>, due at 1970-01-01T00:00:00.000Z',
  ],
  [event('step.waiting', { reason: 'signal:go', ask: 'Well?' }), 'waiting: waits for signal:go, Well?'],
  [
    event('signal.received', { name: 'go', payload: { choice: 'drop', comment: 'too much' }, by: 'lee' }),
    'received: go, answered drop (too much), by lee',
  ],
  [event('signal.received', { name: 'go', payload: { choice: 7 } }), 'received: go'],
  [event('run.paused', { by: 'lee' }), 'paused: by lee'],
  [event('custom', { name: 'order.seen' }), 'custom: order.seen'],
])('an event is told in one line: %j', (given, line) => {
  expect(tellEvent(given)).toBe(line);
});

test('an event belongs to the run, a step or an item', () => {
  expect(tellPlace({})).toBe('run');
  expect(tellPlace({ step: 's' })).toBe('s');
  expect(tellPlace({ step: 's', item: 0 })).toBe('s[0]');
});

test('a filter finds events that have all of its words, in any case', () => {
  const failed = event('step.failed', { step: 'Pay', worker: 'w-1', error: { code: 'CARD_EXPIRED' } });
  expect(matchesEvent(failed, toWords('  pay card_exp '))).toBe(true);
  expect(matchesEvent(failed, toWords('w-1 failed'))).toBe(true);
  expect(matchesEvent(failed, toWords('pay w-2'))).toBe(false);
  expect(matchesEvent(failed, toWords(''))).toBe(true);
});
