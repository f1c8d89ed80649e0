import type { ChainableCommander } from 'ioredis';

/** Sends what was queued; resolves with the replies in order, rejects with the first error. */
export async function runPipeline(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
}

/**
 * The same for looks at many queues: a key that others gave another type holds nothing of its queue, so its reply is
 * null, as if it were not there. `ForeignKeys` sets it aside.
 */
export async function runLooks(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, value]) => {
    if (error === null) return value;
    if (isWrongType(error)) return null;
    throw error;
  });
}

/** Whether Redis refused a command, or one of a script, because a key has another type. */
export const isWrongType = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('WRONGTYPE');
