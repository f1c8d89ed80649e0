import type { StoreFacts, WorkerFacts } from '@ag06/health';

/** Adds up what live workers said of their fallbacks. Returns nothing if no result waits. */
export function sumFallbacks(workers: readonly WorkerFacts[]): Pick<StoreFacts, 'fallback'> {
  const waiting = workers.flatMap((worker) => (worker.isLive && worker.waiting ? [worker.waiting] : []));
  if (waiting.length === 0) return {};
  return {
    fallback: {
      workers: waiting.length,
      results: waiting.reduce((sum, { results }) => sum + results, 0),
      share: Math.max(...waiting.map(({ bytes, maxBytes }) => Math.min(1, bytes / maxBytes))),
      oldestMs: Math.max(...waiting.map(({ oldestMs }) => oldestMs)),
    },
  };
}
