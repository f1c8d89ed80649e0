import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type AgentContext, agent, NonRetryable, Retryable } from '@ag06/agent-kit';
import { z } from 'zod';
import { monotonicMs } from './clock.ts';
import type { Effect } from './effect.ts';
import { doingOf, Order } from './run-input.ts';
import { TUNED_AGENTS, TUNED_BOUNDS } from './tuned-agents.ts';
import { toUnit } from './unit.ts';

const file = process.env.CHAOS_EFFECTS_FILE ?? '';
if (file === '') throw new Error('CHAOS_EFFECTS_FILE must name the file that effects are appended to.');

const healedFile = process.env.CHAOS_HEALED_FILE ?? '';

/** Whether the load wrote down that it retries this run, whose steps return from now on. */
const isHealed = (runId: string): boolean =>
  healedFile !== '' && readFileSync(healedFile, 'utf8').includes(`${runId}\n`);

/** One line in one write: lines of several processes do not mix. */
const note = (effect: Effect): void => appendFileSync(file, `${JSON.stringify(effect)}\n`);

const input = z.strictObject({
  see: z.record(z.string(), z.unknown()),
  order: Order,
  item: z.int().optional(),
  turn: z.int().optional(),
  before: z.unknown().optional(),
});

/** Writes each call down outside of the product, and returns (or says when failing) what no other call does. */
async function work(
  { see, order, item, turn, before }: z.output<typeof input>,
  context: AgentContext,
): Promise<unknown> {
  const { runId, attempt, iteration, idempotencyKey, signal } = context;
  const step = toUnit(context.step, item);
  const call = randomBytes(6).toString('hex');
  const about = () => ({
    runId,
    step,
    attempt,
    iteration,
    idempotencyKey,
    pid: process.pid,
    call,
    at: monotonicMs(),
    wallAt: Date.now(),
  });
  note({ kind: 'start', ...about(), see, ...(turn !== undefined && { turn, before }) });
  const told = doingOf(order, attempt);
  const { does, ms } = told.does === 'return' ? told : doingOf(order, attempt, isHealed(runId));
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    note({ kind: 'abort', ...about() });
    throw error;
  }
  if (does === 'return') {
    const output = { call, step, attempt, iteration };
    note({ kind: 'return', ...about(), output });
    return output;
  }
  const message = `told to ${does}, call ${call}`;
  note({ kind: 'throw', ...about(), message });
  throw does === 'give up' ? new NonRetryable(message) : new Retryable(message);
}

/** Failures are what this load is made of: the breaker opens every few seconds, and not for long. */
const breaker = { openFor: '500ms' } as const;

/** Of work that is never late, the optimizer searches the concurrency as soon as any of it waits. */
const objective = { classes: [{ deadlineS: null }] };

export const agents = TUNED_AGENTS.map((name) =>
  agent({ name, input, breaker, objective, bounds: TUNED_BOUNDS, handler: work }),
);
