import type { CallOptions } from '@ag06/client';
import type { Arguments } from './arguments.ts';
import { readDurationMs } from './read-duration.ts';

const DEFAULT_PATIENCE_MS = 5 * 60_000;

/** For who follows: how long a dispatcher may be away before it is given up. */
export const PATIENCE_FLAGS = { 'reconnect-for': { type: 'string' } } as const;

/** Throws `UsageError`. */
export const readPatienceMs = (args: Arguments): number =>
  readDurationMs(args, 'reconnect-for') ?? DEFAULT_PATIENCE_MS;

/** Returns call options that repeat a call for `patienceMs` while no dispatcher answers, and print that. */
export const toPatience = (patienceMs: number, say: (line: string) => void): CallOptions => ({
  retryForMs: patienceMs,
  onAway: () => say(`No dispatcher answers; trying again for up to ${Math.ceil(patienceMs / 1_000)} s …`),
  onBack: () => say('A dispatcher answers again; going on where it was.'),
});
