import { expect, test } from '@jest/globals';
import { formatSlot } from './format-slot.ts';

test('a slot is told as the clocks of its zone show it', () => {
  expect(formatSlot('2026-12-01T02:00:00.000Z', 'Europe/Berlin')).toBe(
    'Tue, 1 Dec 2026, 03:00 Europe/Berlin',
  );
  expect(formatSlot('2026-12-01T02:00:30.000Z', 'UTC')).toBe('Tue, 1 Dec 2026, 02:00:30 UTC');
});

test('a slot of a zone that only the dispatcher knows is told in UTC', () =>
  expect(formatSlot('2026-12-01T02:00:00.000Z', 'Mars/Olympus')).toBe('Tue, 1 Dec 2026, 02:00 UTC'));
