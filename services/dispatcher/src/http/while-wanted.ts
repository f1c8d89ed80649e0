import type { FastifyReply } from 'fastify';
import { withDeadline } from '../deadline.ts';

/** Runs work of the store for one caller. Aborts it when the caller is gone, or was told that it takes too long. */
export async function whileWanted<T>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<T>,
  extraMs = 0,
): Promise<T> {
  const unwanted = new AbortController();
  const stop = () => unwanted.abort();
  reply.raw.once('close', stop);
  try {
    return await withDeadline(work(unwanted.signal), extraMs);
  } finally {
    reply.raw.off('close', stop);
    stop();
  }
}
