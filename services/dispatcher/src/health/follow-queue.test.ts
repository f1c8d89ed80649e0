import { describe, expect, it } from '@jest/globals';
import { type FollowedQueue, followQueue } from './follow-queue.ts';

const head = (jobId: string) => ({ jobId, ageMs: 0 });
const state = (more: Partial<FollowedQueue['state']> = {}) => ({
  ...{ waiting: 1, active: 0, delayed: 0, head: head('a') },
  ...more,
});

describe('a queue', () => {
  it('does not move while the same job is next and none is in hand', () => {
    const first = followQueue(undefined, state(), 1, 1_000);
    expect(first.unmovedSince).toBe(1_000);
    expect(followQueue(first, state(), 1, 9_000).unmovedSince).toBe(1_000);
  });

  it.each([
    ['another job is next', state({ head: head('b') }), 9_000],
    ['a job is in hand', state({ active: 1 }), undefined],
    ['nothing waits', state({ waiting: 0, head: undefined }), undefined],
  ])('moves if %s', (_, next, unmovedSince) => {
    const first = followQueue(undefined, state(), 1, 1_000);
    expect(followQueue(first, next, 1, 9_000).unmovedSince).toBe(unmovedSince);
  });

  it('is unserved as long as work waits and nobody serves it, whatever is next', () => {
    const first = followQueue(undefined, state(), 0, 1_000);
    const second = followQueue(first, state({ head: head('b') }), 0, 9_000);
    expect(second.unservedSince).toBe(1_000);
    expect(followQueue(second, state(), 1, 9_500).unservedSince).toBeUndefined();
    expect(followQueue(second, state({ head: undefined }), 0, 9_500).unservedSince).toBeUndefined();
  });
});
