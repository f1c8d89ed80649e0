import type { ChainableCommander } from 'ioredis';

/** Sends the queued commands. Resolves with the replies in order, or rejects with the first error. */
export async function runPipeline(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
}

/**
 * The same for reads of many queues. A key of a foreign type has nothing of its queue, so its reply is null, as if it
 * did not exist. `ForeignKeys` sets it aside.
 */
export async function runLooks(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, value]) => {
    if (error === null) return value;
    if (isWrongType(error)) return null;
    throw error;
  });
}

/** Whether Redis refused a command, or one inside a script, because a key has another type. */
export const isWrongType = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('WRONGTYPE');
