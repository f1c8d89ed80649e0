/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { collectAtRest } from './collect-at-rest.ts';

const MB = 1024 * 1024;
/** Longer than a dispatcher rests before it collects. */
const SPAN_MS = 12 * 60_000;
/** Longer than any service does. */
const LONG_MS = 30 * 60_000;
const SHORT_MS = 5 * 60_000;

describe('a service', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** Its heap holds so much that lives, and garbage besides. */
  function create(service = 'dispatcher') {
    const state = {
      liveMb: 50,
      garbageMb: 30,
      allowedMb: 2_000,
      busyShare: 0,
      collections: 0,
      isLeftToV8: true,
    };
    const startedAt = performance.now();
    let collectedAfterMs = 0;
    const heapBytes = () => (state.liveMb + state.garbageMb) * MB;
    const duty = collectAtRest(service, {
      heapBytes,
      residentBytes: () => 100 * MB + heapBytes(),
      allowedBytes: () => state.allowedMb * MB,
      collect() {
        state.collections++;
        state.garbageMb = 0;
        collectedAfterMs = performance.now() - startedAt;
      },
      letCollect(isLeftToV8) {
        state.isLeftToV8 = isLeftToV8;
      },
      busyShare: () => state.busyShare,
    });
    const pass = (ms = SPAN_MS) => jest.advanceTimersByTimeAsync(ms);
    return { state, duty, pass, collectedAfterMs: () => collectedAfterMs };
  }

  it('collects its garbage once after its start and once after each burst of work, when it was at rest for some minutes', async () => {
    const { state, duty, pass } = create();
    await pass(SHORT_MS);
    expect(state.collections).toBe(0);
    await pass();
    expect(state.collections).toBe(1);
    Object.assign(state, { garbageMb: 60, busyShare: 0.5 });
    await pass();
    expect(state.collections).toBe(1);
    state.busyShare = 0;
    await pass(SHORT_MS);
    expect(state.collections).toBe(1);
    await pass();
    expect([state.collections, state.garbageMb]).toEqual([2, 0]);
    await duty.stop();
  });

  it('leaves a little garbage where it is', async () => {
    const { state, duty, pass } = create();
    await pass();
    state.garbageMb = 20;
    await pass(LONG_MS);
    expect([state.collections, state.isLeftToV8]).toEqual([1, false]);
    await duty.stop();
  });

  it('leaves a large heap to V8, which collects it in steps, until it is smaller again', async () => {
    const { state, duty, pass } = create();
    state.liveMb = 500;
    await pass();
    expect([state.collections, state.isLeftToV8]).toEqual([0, true]);
    state.liveMb = 50;
    await pass();
    expect([state.collections, state.isLeftToV8]).toEqual([1, false]);
    await duty.stop();
  });

  it('leaves the heap to V8 while a burst of work has left little of the memory that it may have, and still collects at rest', async () => {
    const { state, duty, pass } = create();
    await pass();
    expect([state.collections, state.isLeftToV8]).toEqual([1, false]);
    Object.assign(state, { allowedMb: 300, garbageMb: 60, busyShare: 0.5 });
    await pass(SHORT_MS);
    expect([state.collections, state.isLeftToV8]).toEqual([1, true]);
    state.busyShare = 0;
    await pass();
    expect([state.collections, state.isLeftToV8]).toEqual([2, false]);
    await duty.stop();
  });

  it('collects in another minute than the others of its fleet', async () => {
    const fleet = ['dispatcher', 'agent-worker', 'optimizer'].map(create);
    await jest.advanceTimersByTimeAsync(LONG_MS);
    const times = fleet.map(({ collectedAfterMs }) => collectedAfterMs());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const [i, time] of times.slice(1).entries()) expect(time - (times[i] ?? 0)).toBeGreaterThan(60_000);
    await Promise.all(fleet.map(({ duty }) => duty.stop()));
  });
});

it('This Node collects its garbage when it is asked, and gives the memory back', async () => {
  const module = new URL('./collect-at-rest.ts', import.meta.url).href;
  const script = `
    import { openMemory } from '${module}';
    const memory = openMemory();
    memory.letCollect(false);
    const garbage = Array.from({ length: 500_000 }, (_, i) => ({ i, text: 'x' + i }));
    const [heap, resident] = [memory.heapBytes(), memory.residentBytes()];
    garbage.length = 0;
    memory.collect();
    memory.letCollect(true);
    const share = memory.busyShare();
    console.log(heap - memory.heapBytes() > 1e7, resident - memory.residentBytes() > 1e7, share >= 0, typeof globalThis.gc);`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--conditions=@ag06/source',
    '--input-type=module',
    '-e',
    script,
  ]);
  // V8 writes there that it does not know a flag.
  expect([stdout, stderr]).toEqual(['true true true undefined\n', '']);
});
