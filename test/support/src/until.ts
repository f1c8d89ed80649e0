import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface UntilOptions {
  /** 15 s: long for a busy machine, and shorter than the watchdog (20 s), which mends what a test wants to see done at once. */
  readonly timeoutMs?: number;
  /** Time between the end of one probe and the start of the next. If not given, 10 ms, and more for a long wait or a costly probe. */
  readonly everyMs?: number;
  /** The condition, as the end of the sentence "Waited 15000 ms for …". */
  readonly message?: string;
}

type Seen = { kind: 'nothing' } | { kind: 'value'; value: unknown } | { kind: 'error'; error: unknown };

/**
 * Resolves with the first truthy value of `probe`. A probe that throws or answers something falsy is asked again;
 * after `timeoutMs` the promise rejects, naming the last value or error (kept as `cause`).
 */
export async function until<T>(probe: () => T | Promise<T>, options: UntilOptions = {}): Promise<T> {
  const { timeoutMs = 15_000, everyMs, message = 'a probe to be true' } = options;
  const from = performance.now();
  const deadline = new AbortController();
  const isLate = passAwake(timeoutMs, deadline.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  let last: Seen = { kind: 'nothing' };
  try {
    for (;;) {
      const askedAt = performance.now();
      const seen = await Promise.race([isLate, ask(probe)]);
      if (seen === 'late') break;
      if (seen.kind === 'value' && seen.value) return seen.value;
      last = seen;
      const now = performance.now();
      const pauseMs = everyMs ?? toPauseMs({ waitedMs: now - from, probeMs: now - askedAt });
      if ((await Promise.race([isLate, pause(pauseMs)])) === 'late') break;
    }
  } finally {
    deadline.abort();
  }
  throw new Error(`Waited ${timeoutMs} ms for ${message}; ${describe(last)}`, {
    cause: last.kind === 'error' ? last.error : undefined,
  });
}

const PIECES = 16;

/** Waits so long in pieces: of a time in which this process stood still, no more than one is counted. */
async function passAwake(ms: number, signal: AbortSignal): Promise<void> {
  const pieces = Math.max(1, Math.min(PIECES, Math.floor(ms / 10)));
  for (let left = pieces; left > 0; left--) await pause(ms / pieces, undefined, { signal });
}

/** A condition is seen soon, and those that wait leave the machine to those that work. */
export function toPauseMs({ waitedMs, probeMs }: { waitedMs: number; probeMs: number }): number {
  return Math.max(10, Math.min(200, waitedMs / 20), Math.min(100, 2 * probeMs));
}

async function ask<T>(probe: () => T | Promise<T>) {
  try {
    return { kind: 'value', value: await probe() } as const;
  } catch (error) {
    return { kind: 'error', error } as const;
  }
}

function describe(last: Seen): string {
  switch (last.kind) {
    case 'nothing':
      return 'the first probe did not answer';
    case 'value':
      return `last value: ${inspect(last.value, { depth: 4, breakLength: 110 })}`;
    case 'error':
      return `last error: ${last.error instanceof Error ? last.error.message : inspect(last.error)}`;
  }
}
