import type { ChainableCommander } from 'ioredis';

/** Sends what was queued; resolves with the replies in order, rejects with the first error. */
export async function runPipeline(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
}
