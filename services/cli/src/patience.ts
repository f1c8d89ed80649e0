import { isAwayStatus, patiently as repeat } from '@ag06/client/reaching';
import { toDurationMs } from '@ag06/engine';
import { RefusedError, UnreachableError, UsageError } from './exit-codes.ts';

const DEFAULT_PATIENCE_MS = 5 * 60_000;

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
export function patiently<T>(work: () => Promise<T>, { patienceMs, signal, say }: Patience): Promise<T> {
  return repeat(work, {
    ...{ forMs: patienceMs, signal },
    judge: (error) => (isAway(error) ? 0 : undefined),
    onAway: () => say(`No dispatcher answers; trying again for up to ${Math.ceil(patienceMs / 1_000)} s …`),
    onBack: () => say('A dispatcher answers again; going on where it was.'),
  });
}

/** Nobody there, one that ends, or a gateway before them that finds nobody. */
const isAway = (error: unknown): boolean =>
  error instanceof UnreachableError || (error instanceof RefusedError && isAwayStatus(error.problem.status));
