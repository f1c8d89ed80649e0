import type { FastifyReply } from 'fastify';
import { withDeadline } from '../deadline.ts';

/** Runs work of the store for one caller. Aborts it when the caller is gone, or was told that it takes too long. */
export function whileWanted<T>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<T>,
  extraMs = 0,
): Promise<T> {
  return untilGone(reply, (signal) => withDeadline(work(signal), extraMs));
}

/** Runs work that bounds itself for one caller. Aborts it when the caller is gone. */
export async function untilGone<T>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const unwanted = new AbortController();
  const stop = () => unwanted.abort();
  reply.raw.once('close', stop);
  try {
    return await work(unwanted.signal);
  } finally {
    reply.raw.off('close', stop);
    stop();
  }
}
