import type { GroupView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { toStreamAnswer } from './to-stream-answer.ts';

const NOW = Date.parse('2026-01-01T00:01:00.000Z');
const group = (name: string, lag: number, deadLetters = 0): GroupView => ({
  stream: 's',
  group: name,
  position: 1,
  delivered: 1,
  lag,
  pending: 0,
  deadLetters,
  incarnation: 1,
  ...(lag > 0 && { oldestAt: '2026-01-01T00:00:00.000Z' }),
});

test('a stream is told by how far its groups are behind', () => {
  expect(toStreamAnswer({ count: 5 }, [], NOW).text).toBe('5 events. No group reads it.');
  expect(toStreamAnswer({ count: 5 }, [group('a', 0), group('b', 0)], NOW)).toEqual({
    tone: 'good',
    text: '5 events. All 2 groups have settled everything.',
  });
  expect(toStreamAnswer({ count: 5 }, [group('a', 1), group('b', 40)], NOW)).toEqual({
    tone: 'warn',
    text: '2 of 2 groups behind: b by 40 events, the oldest from 1 min ago.',
  });
});

test('events that could not be processed are bad, however small the lag', () =>
  expect(toStreamAnswer({ count: 5 }, [group('a', 0, 2)], NOW)).toEqual({
    tone: 'bad',
    text: '5 events. Its group has settled everything. 2 events could not be processed.',
  }));
