import { DURATION_MAX_MS, type RetryDefinition } from '@ag06/contracts';
import { isRecord } from './flow-node.ts';

const ATTEMPTS_MAX = 1_000;

interface ReadRetry {
  readonly retry: RetryDefinition;
  readonly notes: readonly (readonly [option: string, note: string])[];
}

/** Returns the retry policy for `attempts` and `backoff` of a job. BullMQ tries once, and again at once, unless told otherwise. */
export function toRetry({ attempts, backoff }: Readonly<Record<string, unknown>>): ReadRetry {
  const notes: [string, string][] = [];
  const asked = typeof attempts === 'number' && attempts >= 1 ? Math.floor(attempts) : 1;
  const maxAttempts = Math.min(asked, ATTEMPTS_MAX);
  if (maxAttempts < asked) notes.push(['attempts', `at most ${ATTEMPTS_MAX} attempts`]);
  if (maxAttempts === 1) return { retry: { maxAttempts }, notes };
  const { type, delayMs, jitter } = readBackoff(backoff);
  if (jitter > 0 && jitter < 1)
    notes.push(['backoff.jitter', 'a delay has full jitter or none; it has full jitter here']);
  if (type !== 'fixed' && type !== 'exponential')
    notes.push(['backoff.type', `"${type}" is a strategy of your workers; it is exponential here`]);
  const isFixed = type === 'fixed';
  const largest = isFixed ? delayMs : delayMs * 2 ** (maxAttempts - 1);
  const retry: RetryDefinition = {
    maxAttempts,
    backoff: isFixed ? 'fixed' : 'exponential',
    initialDelay: delayMs,
    maxDelay: Math.min(Math.max(1, largest), DURATION_MAX_MS),
    jitter: jitter > 0 ? 'full' : 'none',
  };
  return { retry: isFixed ? retry : { ...retry, factor: 2 }, notes };
}

/** A number is a fixed delay; without a backoff there is none. */
function readBackoff(backoff: unknown): {
  readonly type: string;
  readonly delayMs: number;
  readonly jitter: number;
} {
  if (typeof backoff === 'number') return { type: 'fixed', delayMs: toMs(backoff), jitter: 0 };
  if (!isRecord(backoff)) return { type: 'fixed', delayMs: 0, jitter: 0 };
  const { type, delay, jitter } = backoff;
  return { type: String(type), delayMs: toMs(delay), jitter: typeof jitter === 'number' ? jitter : 0 };
}

const toMs = (value: unknown): number =>
  typeof value === 'number' && value > 0 ? Math.min(Math.round(value), DURATION_MAX_MS) : 0;
