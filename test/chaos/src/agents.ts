import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { agent, NonRetryable } from '@ag06/agent-kit';
import { z } from 'zod';
import type { Effect } from './history.ts';

const file = process.env.CHAOS_EFFECTS ?? '/dev/null';
const note = (effect: Effect): void => appendFileSync(file, `${JSON.stringify(effect)}\n`);

/**
 * Does what it is told and writes each call down outside of the product: what it saw, when, and what it returned, which
 * is never the same twice.
 */
export const work = agent({
  name: 'chaos.work',
  input: z.object({
    see: z.unknown(),
    failFirst: z.number().default(0),
    giveUp: z.boolean().default(false),
    ms: z.number().default(0),
  }),
  handler: async ({ see, failFirst, giveUp, ms }, { runId, step, attempt, idempotencyKey, signal }) => {
    const call = { runId, step, attempt, key: idempotencyKey, pid: process.pid };
    note({ ...call, kind: 'start', at: Date.now(), see: see ?? null });
    await delay(ms, undefined, { signal });
    if (giveUp) throw new NonRetryable('told to give up');
    if (attempt <= failFirst) throw new Error('told to fail');
    const output = { step, value: Math.random() };
    note({ ...call, kind: 'end', at: Date.now(), output });
    return output;
  },
});
