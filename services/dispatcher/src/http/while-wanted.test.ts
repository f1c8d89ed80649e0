import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { whileWanted } from './while-wanted.ts';

it('whileWanted tells the work to stop when its caller is gone, and when it was answered', async () => {
  const raw = new EventEmitter();
  const reply = { raw } as unknown as FastifyReply;
  const signals: AbortSignal[] = [];
  const working = whileWanted(reply, async (signal) => {
    signals.push(signal);
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  expect(signals[0]?.aborted).toBe(false);
  raw.emit('close');
  await expect(working).rejects.toMatchObject({ name: 'AbortError' });
  await whileWanted(reply, async (signal) => void signals.push(signal));
  expect(signals[1]?.aborted).toBe(true);
  expect(raw.listenerCount('close')).toBe(0);
});
