import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from './quantile.ts';

const EVERY_MS = 50;

export interface ApiFigures {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/**
 * Asks the API again and again, one request at a time and every 50 ms, until `over` aborts. Every request is asked in turn. A
 * failed one rejects.
 */
export async function probeApi(
  requests: readonly (() => Promise<unknown>)[],
  over: AbortSignal,
): Promise<ApiFigures> {
  const times: number[] = [];
  for (let i = 0; !over.aborted; i++) {
    const from = performance.now();
    await requests[i % requests.length]?.();
    times.push(performance.now() - from);
    await delay(EVERY_MS, undefined, { signal: over }).catch(() => {});
  }
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    maxMs: times.at(-1) ?? 0,
  };
}
