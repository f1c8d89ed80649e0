import type { Random } from '@ag06/test-support';
import { z } from 'zod';
import type { LoadWorkflow } from './workflows.ts';

/** What a step is told to do: attempts up to `hangFirst` hang, `giveUpAt` fails for good, up to `failFirst` fail. */
export const Order = z.strictObject({
  ms: z.number(),
  failFirst: z.int(),
  hangFirst: z.int(),
  giveUpAt: z.int(),
});
export type Order = z.infer<typeof Order>;

/** The input of a run of the load. */
export const RunInput = z.strictObject({ go: z.boolean(), orders: z.record(z.string(), Order) });
export type RunInput = z.infer<typeof RunInput>;

const HANG_MS = 30_000;

/** Slow enough that a stopped worker wakes up while another does the same step. */
const SLOW_MIN_MS = 2_000;
const SLOW_MAX_MS = 8_000;
/** So that a run takes seconds, not a minute. */
const SLOW_STEPS_MAX = 2;

/** Draws what each step of one run does: mostly quick and good, some slow, some failing, some for good. */
export function drawInput({ steps }: LoadWorkflow, random: Random): RunInput {
  const orders: Record<string, Order> = {};
  let slow = 0;
  for (const [id, step] of Object.entries(steps)) {
    const isSlow = random.chance(0.06) && ++slow <= SLOW_STEPS_MAX;
    const hangs = step.timeoutMs !== undefined && random.chance(0.5) ? 1 + random.int(3) : 0;
    const failures = random.chance(0.15) ? 1 + random.int(step.maxAttempts) : 0;
    orders[id] = {
      ms: isSlow ? SLOW_MIN_MS + random.int(SLOW_MAX_MS - SLOW_MIN_MS) : random.int(120),
      failFirst: isSlow ? 0 : failures,
      hangFirst: hangs,
      giveUpAt: random.chance(0.03) ? 1 + random.int(2) : 0,
    };
  }
  return { go: random.chance(0.5), orders };
}

export interface Doing {
  readonly does: 'return' | 'fail' | 'give up' | 'hang';
  readonly ms: number;
}

/** What an attempt does under its order: the handler acts by it, and the checker expects it. */
export function doingOf(order: Order, attempt: number): Doing {
  if (attempt <= order.hangFirst) return { does: 'hang', ms: HANG_MS };
  if (attempt === order.giveUpAt) return { does: 'give up', ms: order.ms };
  if (attempt <= order.failFirst) return { does: 'fail', ms: order.ms };
  return { does: 'return', ms: order.ms };
}
