import { setTimeout as delay } from 'node:timers/promises';
import { toDurationMs } from '@ag06/engine';
import { RefusedError, UnreachableError, UsageError } from './exit-codes.ts';

const DEFAULT_PATIENCE_MS = 5 * 60_000;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 2_000;

/** For who follows: how long a dispatcher may be away before it is given up. */
export const PATIENCE_FLAGS = { 'reconnect-for': { type: 'string' } } as const;

export function readPatienceMs(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PATIENCE_MS;
  const ms = toDurationMs(/^\d+$/.test(text) ? Number(text) : text);
  if (ms !== undefined) return ms;
  throw new UsageError(`--reconnect-for takes a duration such as 30s or 10m, got "${text}".`);
}

export interface Patience {
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Told once when nobody answers, and once when somebody does again. */
  readonly say: (line: string) => void;
}

/** Does work that may be repeated until a dispatcher has answered it, or has been away for too long. */
export async function patiently<T>(
  work: () => Promise<T>,
  { patienceMs, signal, say }: Patience,
): Promise<T> {
  let awaySince: number | undefined;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(2 * delayMs, MAX_DELAY_MS)) {
    try {
      const answer = await work();
      if (awaySince !== undefined) say('A dispatcher answers again; going on where it was.');
      return answer;
    } catch (error) {
      if (!isAway(error) || signal.aborted) throw error;
      if (awaySince === undefined) {
        awaySince = performance.now();
        say(`No dispatcher answers; trying again for up to ${Math.ceil(patienceMs / 1_000)} s …`);
      }
      if (performance.now() - awaySince >= patienceMs) throw error;
      await delay(delayMs, undefined, { signal });
    }
  }
}

/** Nobody there, one that ends, or a gateway before them that finds nobody. */
export const isAway = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof RefusedError && [502, 503, 504].includes(error.problem.status));
