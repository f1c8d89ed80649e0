import type { Random } from '@ag06/test-support';
import { z } from 'zod';
import { partsOf } from './unit.ts';
import { type LoadStep, type LoadWorkflow, workflowNamed } from './workflows.ts';

/** What a step is told to do: attempts up to `hangFirst` hang, `giveUpAt` fails for good, up to `failFirst` fail. */
export const Order = z.strictObject({
  ms: z.number(),
  failFirst: z.int(),
  hangFirst: z.int(),
  giveUpAt: z.int(),
});
export type Order = z.infer<typeof Order>;

/** The input of a run of the load. */
export interface RunInput {
  readonly go: boolean;
  readonly orders: Readonly<Record<string, Order>>;
  /** What each item of a `forEach` step is told to do, or each iteration of one that repeats. */
  readonly lists: Readonly<Record<string, readonly Order[]>>;
  /** The inputs of the runs that its steps start. */
  readonly kids?: Readonly<Record<string, RunInput>> | undefined;
  /** The same of `forEach` steps and of those that repeat: one for each item or iteration. */
  readonly kidLists?: Readonly<Record<string, readonly RunInput[]>> | undefined;
}
export const RunInput: z.ZodType<RunInput> = z.strictObject({
  go: z.boolean(),
  orders: z.record(z.string(), Order),
  lists: z.record(z.string(), z.array(Order)).default({}),
  kids: z
    .record(
      z.string(),
      z.lazy(() => RunInput),
    )
    .optional(),
  kidLists: z.record(z.string(), z.array(z.lazy(() => RunInput))).optional(),
});

/** What a step or an item is told to do; nothing for a `forEach` step itself, or one that repeats (see `check/iterations.ts`). */
export function orderOf({ orders, lists }: RunInput, unit: string): Order | undefined {
  const { step, item } = partsOf(unit);
  return item === undefined ? orders[step] : lists[step]?.[item];
}

const HANG_MS = 30_000;
const KIDS_MOST = 6;
/** Of most steps of the load. */
const ATTEMPTS_MOST = 3;

/** Slow enough that a stopped worker wakes up while another does the same step. */
const SLOW_MIN_MS = 2_000;
const SLOW_MAX_MS = 8_000;
/** So that a run takes seconds, not a minute. */
const SLOW_STEPS_MAX = 2;

/** A few items fit into one look at a list; a lane goes back to its queue after 64. */
const ITEMS_FEW = 14;
const ITEMS_MANY = 66;
/** So that most lists come to their end, though some of their items do not. */
const TROUBLE = 0.12;
const TROUBLE_OF_TOLERANT = 0.3;

/** Draws what each step of one run does: mostly quick and good, some slow, some failing, some for good. */
export function drawInput({ steps }: LoadWorkflow, random: Random): RunInput {
  const orders: Record<string, Order> = {};
  const lists: Record<string, Order[]> = {};
  const kids: Record<string, RunInput> = {};
  const kidLists: Record<string, RunInput[]> = {};
  let slow = 0;
  for (const [id, step] of Object.entries(steps)) {
    if (step.waits !== undefined) {
      if (step.waits.for !== 'child') continue;
      const workflow = workflowNamed(step.waits.workflow);
      if (step.repeats !== undefined)
        kidLists[id] = Array.from({ length: 1 + random.int(step.repeats) }, () =>
          drawInput(workflow, random),
        );
      else if (step.lanes === undefined) kids[id] = drawInput(workflow, random);
      else kidLists[id] = Array.from({ length: random.int(KIDS_MOST) }, () => drawInput(workflow, random));
    } else if (step.repeats !== undefined)
      // Now and then one more than it may do.
      lists[id] = Array.from({ length: 1 + random.int(step.repeats + 1) }, () =>
        drawOrder(step, random, random.chance(0.06) && ++slow <= SLOW_STEPS_MAX),
      );
    else if (step.lanes === undefined)
      orders[id] = drawOrder(step, random, random.chance(0.06) && ++slow <= SLOW_STEPS_MAX);
    else lists[id] = drawList(step, random);
  }
  const has = (some: object) => Object.keys(some).length > 0;
  return {
    go: random.chance(0.5),
    orders,
    lists,
    ...(has(kids) && { kids }),
    ...(has(kidLists) && { kidLists }),
  };
}

function drawOrder(step: LoadStep, random: Random, isSlow: boolean): Order {
  const hangs = step.timeoutMs !== undefined && random.chance(0.5) ? 1 + random.int(3) : 0;
  const failuresMost = step.isTuned ? step.maxAttempts - 1 : step.maxAttempts;
  const failures = random.chance(0.15) ? 1 + random.int(failuresMost) : 0;
  const isLate = step.withinMs !== undefined && random.chance(0.4);
  return {
    ms: isSlow || isLate ? SLOW_MIN_MS + random.int(SLOW_MAX_MS - SLOW_MIN_MS) : random.int(120),
    failFirst: isSlow ? 0 : failures,
    hangFirst: hangs,
    giveUpAt: random.chance(0.03) ? 1 + random.int(2) : 0,
  };
}

/** Sometimes nothing, sometimes many quick ones; else a few, among them now and then one like a step. */
function drawList(step: LoadStep, random: Random): Order[] {
  const isLong = random.chance(0.1);
  const count = isLong ? ITEMS_MANY + random.int(ITEMS_FEW) : random.int(ITEMS_FEW);
  const trouble = step.goesOnAfterFailure ? TROUBLE_OF_TOLERANT : TROUBLE;
  const slowOne = random.chance(0.4) ? random.int(ITEMS_FEW) : -1;
  return Array.from({ length: count }, (_, item) =>
    random.chance(trouble) || item === slowOne
      ? drawOrder(step, random, item === slowOne)
      : { ms: random.int(isLong ? 20 : 300), failFirst: 0, hangFirst: 0, giveUpAt: 0 },
  );
}

/** Whether a step of the run itself, or an iteration of one, is told to fail for good, or until its attempts are used up. */
export function isDoomed(steps: LoadWorkflow['steps'], { orders, lists }: RunInput): boolean {
  const repeated = Object.entries(steps).flatMap(([id, { repeats }]) =>
    repeats === undefined ? [] : (lists[id] ?? []),
  );
  const all = [...Object.values(orders), ...repeated];
  return all.some(({ giveUpAt, failFirst }) => giveUpAt > 0 || failFirst >= ATTEMPTS_MOST);
}

interface Doing {
  readonly does: 'return' | 'fail' | 'give up' | 'hang';
  readonly ms: number;
}

/**
 * What an attempt does under its order: the handler acts by it, and the checker expects it. In a run that is healed before it
 * is retried, everything returns.
 */
export function doingOf(order: Order, attempt: number, isHealed = false): Doing {
  if (isHealed) return { does: 'return', ms: order.ms };
  if (attempt <= order.hangFirst) return { does: 'hang', ms: HANG_MS };
  if (attempt === order.giveUpAt) return { does: 'give up', ms: order.ms };
  if (attempt <= order.failFirst) return { does: 'fail', ms: order.ms };
  return { does: 'return', ms: order.ms };
}
