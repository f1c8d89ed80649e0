import { describe, expect, it } from '@jest/globals';
import { type FollowedQueue, followQueue } from './follow-queue.ts';

const head = (jobId: string) => ({ jobId, ageMs: 0 });
const state = (more: Partial<FollowedQueue['state']> = {}) => ({
  waiting: 1,
  active: 0,
  delayed: 0,
  head: head('a'),
  ...more,
});

describe('a queue, by what followQueue saw of it,', () => {
  it('does not move while the same job is next and no job is in hand', () => {
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

  it('is held back as long as it is paused and work waits, also while jobs are in hand', () => {
    const paused = state({ heldBack: 'paused', active: 1 });
    const first = followQueue(followQueue(undefined, state(), 1, 1_000), paused, 1, 2_000);
    expect(first.heldSince).toBe(2_000);
    expect(followQueue(first, { ...paused, active: 0, head: head('b') }, 1, 9_000).heldSince).toBe(2_000);
    expect(
      followQueue(first, { ...paused, waiting: 0, head: undefined }, 1, 9_000).heldSince,
    ).toBeUndefined();
    expect(followQueue(first, state(), 1, 9_000).heldSince).toBeUndefined();
  });

  it('is held back by a limit of its own only if none of its jobs is in hand, and the next one stays', () => {
    const used = state({ heldBack: 'rate' });
    const first = followQueue(undefined, used, 1, 1_000);
    expect(followQueue(first, used, 1, 9_000).heldSince).toBe(1_000);
    expect(followQueue(first, state({ heldBack: 'rate', head: head('b') }), 1, 9_000).heldSince).toBe(9_000);
    const full = state({ heldBack: 'concurrency', active: 2 });
    expect(followQueue(followQueue(undefined, full, 1, 1_000), full, 1, 9_000).heldSince).toBeUndefined();
  });

  it('has its time to move counted anew from the end of a pause', () => {
    const paused = followQueue(undefined, state({ heldBack: 'paused' }), 1, 1_000);
    expect(followQueue(paused, state(), 1, 9_000).unmovedSince).toBe(9_000);
  });

  it('is unserved as long as work waits and nobody serves it, whatever is next', () => {
    const first = followQueue(undefined, state(), 0, 1_000);
    const second = followQueue(first, state({ head: head('b') }), 0, 9_000);
    expect(second.unservedSince).toBe(1_000);
    expect(followQueue(second, state(), 1, 9_500).unservedSince).toBeUndefined();
    expect(followQueue(second, state({ head: undefined }), 0, 9_500).unservedSince).toBeUndefined();
  });
});
