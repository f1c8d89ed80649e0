import type { CallOptions } from '@ag06/client';
import { toDurationMs } from '@ag06/engine/duration';
import { UsageError } from './exit-codes.ts';

const DEFAULT_PATIENCE_MS = 5 * 60_000;

/** For who follows: how long a dispatcher may be away before it is given up. */
export const PATIENCE_FLAGS = { 'reconnect-for': { type: 'string' } } as const;

export function readPatienceMs(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PATIENCE_MS;
  const ms = toDurationMs(/^\d+$/.test(text) ? Number(text) : text);
  if (ms !== undefined) return ms;
  throw new UsageError(`--reconnect-for takes a duration such as 30s or 10m, got "${text}".`);
}

/** Returns call options that repeat a call for `patienceMs` while no dispatcher answers, and print that. */
export const toPatience = (patienceMs: number, say: (line: string) => void): CallOptions => ({
  retryForMs: patienceMs,
  onAway: () => say(`No dispatcher answers; trying again for up to ${Math.ceil(patienceMs / 1_000)} s …`),
  onBack: () => say('A dispatcher answers again; going on where it was.'),
});
