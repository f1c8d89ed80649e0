import { getEventListeners } from 'node:events';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { ResultBuffer } from './result-buffer.ts';

const KB = 1_024;

/** Enters results by name, and tells in which order they gave their slots back and left. */
function createEntering(buffer: ResultBuffer) {
  const freed: string[] = [];
  const left: string[] = [];
  const enter = (name: string, bytes: number) =>
    buffer.enter({
      bytes,
      onBuffered: () => {
        freed.push(name);
        return () => left.push(name);
      },
    });
  return { enter, freed, left };
}

it('a result gives its slot back while the buffer has room for it, and otherwise once another has left', () => {
  const buffer = new ResultBuffer(10 * KB);
  const { enter, freed, left } = createEntering(buffer);
  const leaveFirst = enter('first', 5 * KB);
  const leaveSecond = enter('second', 5 * KB);
  expect(freed).toEqual(['first']);
  expect(buffer.describe()).toMatchObject({ results: 2, bytes: 12 * KB, isFull: true });
  leaveFirst();
  expect(buffer.isFull).toBe(false);
  expect(freed).toEqual(['first', 'second']);
  leaveSecond();
  leaveSecond();
  expect(left).toEqual(['first', 'second']);
  expect(buffer.describe()).toMatchObject({ results: 0, bytes: 0, isFull: false });
});

it('a result that is larger than the whole buffer has room in an empty one, and only there', () => {
  const buffer = new ResultBuffer(10 * KB);
  const { enter, freed } = createEntering(buffer);
  const leaveSmall = enter('small', 1);
  const leaveLarge = enter('large', 100 * KB);
  enter('tiny', 1);
  expect(freed).toEqual(['small', 'tiny']);
  expect(buffer.isFull).toBe(true);
  leaveSmall();
  expect(buffer.isFull).toBe(true);
  leaveLarge();
  expect(buffer.isFull).toBe(false);
  const alone = new ResultBuffer(10 * KB);
  const other = createEntering(alone);
  other.enter('large', 100 * KB);
  expect(alone.isFull).toBe(false);
  other.enter('tiny', 1);
  expect(other.freed).toEqual(['large']);
  expect(alone.isFull).toBe(true);
});

it('a process takes no work while a result has no room, and takes it again at once', async () => {
  const buffer = new ResultBuffer(0);
  const { signal } = new AbortController();
  await buffer.untilRoom(signal);
  const leave = buffer.enter({ bytes: 1 });
  let isOpen = false;
  const waiting = Promise.all([buffer.untilRoom(signal), buffer.untilRoom(signal)]).then(() => {
    isOpen = true;
  });
  await Promise.resolve();
  expect(isOpen).toBe(false);
  leave();
  await waiting;
  expect(isOpen).toBe(true);
});

it('waits for room leave no listener behind', async () => {
  const buffer = new ResultBuffer(0);
  const { signal } = new AbortController();
  const leave = buffer.enter({ bytes: 1 });
  const waiting = Array.from({ length: 20 }, () => buffer.untilRoom(signal));
  expect(getEventListeners(signal, 'abort')).toHaveLength(20);
  leave();
  await Promise.all(waiting);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('a process that stops waits for no room', async () => {
  const buffer = new ResultBuffer(0);
  buffer.enter({ bytes: 1 });
  const controller = new AbortController();
  const waiting = buffer.untilRoom(controller.signal);
  controller.abort(new Error('stopping'));
  await expect(waiting).rejects.toThrow('stopping');
});

it('the buffer tells for how long its oldest result waits', () => {
  let now = 100;
  const buffer = new ResultBuffer(10 * KB, { now: () => now });
  const leave = buffer.enter({ bytes: 1 });
  now = 200;
  buffer.enter({ bytes: 1 });
  now = 350;
  expect(buffer.describe().oldestMs).toBe(250);
  leave();
  expect(buffer.describe().oldestMs).toBe(150);
});

it('a commit counts as waiting once it is not answered in time, whether it is repeated or hangs', async () => {
  const buffer = new ResultBuffer(KB * 10, { answeredWithinMs: 10 });
  const described: string[] = [];
  const begin = (name: string) =>
    buffer.begin(() => {
      described.push(name);
      return { bytes: 5 };
    });
  begin('answered at once').end();
  const late = begin('answered late');
  await until(() => buffer.describe().results === 1);
  late.end();
  expect(buffer.describe()).toMatchObject({ results: 0, bytes: 0 });
  expect(described).toEqual(['answered late']);
});
