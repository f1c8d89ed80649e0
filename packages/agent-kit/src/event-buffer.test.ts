import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { agent } from './agent.ts';
import { createEventBuffer, EVENT_LIMITS } from './event-buffer.ts';
import { testAgent } from './test-agent.ts';

describe('emit', () => {
  test('keeps events in order, detached from what the handler changes later', () => {
    const { emit, events } = createEventBuffer();
    const data = { n: 1 };
    emit('tool.called', data);
    emit('done');
    data.n = 2;
    expect(events).toEqual([
      { name: 'tool.called', data: { n: 1 } },
      { name: 'done', data: null },
    ]);
  });

  test.each([
    ['a bad name', 'Tool Called', null, 'EVENT_INVALID'],
    ['what is no JSON', 'a', { f: () => 1 }, 'EVENT_INVALID'],
    ['too much data', 'a', 'x'.repeat(EVENT_LIMITS.dataBytes), 'EVENT_TOO_LARGE'],
  ])('refuses %s and keeps nothing of it', (_what, name, data, code) => {
    const { emit, events } = createEventBuffer();
    expect(() => emit(name, data)).toThrow(expect.objectContaining({ code }));
    expect(events).toEqual([]);
  });

  test('is bounded per attempt, and a handler that goes on fails for good', async () => {
    const chatty = agent({
      name: 'chatty',
      input: z.unknown(),
      handler: (_input, { emit }) => {
        for (;;) emit('again');
      },
    });
    const { outcome, events } = await testAgent(chatty, null);
    expect(outcome).toMatchObject({ failure: { code: 'EVENTS_TOO_MANY' }, retryable: false });
    expect(events).toHaveLength(EVENT_LIMITS.perAttempt);
  });
});
