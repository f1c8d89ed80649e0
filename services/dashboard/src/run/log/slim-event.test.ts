import { expect, test } from '@jest/globals';
import { slimEvent } from './slim-event.ts';

const event = {
  seq: 1,
  type: 'step.completed',
  at: '2026-11-28T09:00:00.000Z',
  correlationId: 'c',
  traceId: null,
} as const;

test('slimEvent keeps short fields as they are', () => {
  const short = { ...event, step: 's', output: { a: [1, 2] } };
  expect(slimEvent(short)).toEqual({ event: short, cut: [] });
});

test('slimEvent leaves out long fields and names them', () => {
  const long = { ...event, output: { text: 'x'.repeat(3_000) }, stack: 'y'.repeat(3_000), step: 's' };
  expect(slimEvent(long)).toEqual({ event: { ...event, step: 's' }, cut: ['output', 'stack'] });
});
