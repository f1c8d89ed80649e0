import type { Random } from '@ag06/test-support';
import { drawInput, type Order } from './run-input.ts';
import type { SubmissionBody } from './submitter.ts';
import { WORKFLOWS } from './workflows.ts';

const PRIORITIES = ['critical', 'high', 'normal', 'normal', 'low', 'bulk'];

/** All that a client will do with one run, drawn before anything is sent: the fleet's answers change no draw. */
export interface DrawnSubmission {
  readonly body: SubmissionBody;
  readonly hasKey: boolean;
  /** By two callers at once. */
  readonly isTwice: boolean;
  readonly repeatAfterMs: number | undefined;
  /** Another body under the same key. */
  readonly isContradicted: boolean;
  readonly cancelAfterMs: number | undefined;
  readonly cancelTimes: number;
  readonly thinkMs: number;
}

export function drawSubmission(random: Random, pauseMs: number): DrawnSubmission {
  const hasKey = random.chance(0.8);
  const cancelAfterMs = random.chance(0.12) ? random.int(1_500) : undefined;
  return {
    body: drawBody(random, cancelAfterMs !== undefined && random.chance(0.3)),
    hasKey,
    isTwice: hasKey && random.chance(0.2),
    repeatAfterMs: hasKey && random.chance(0.1) ? random.int(8_000) : undefined,
    isContradicted: hasKey && random.chance(0.05),
    cancelAfterMs,
    cancelTimes: random.chance(0.2) ? 2 : 1,
    thinkMs: random.int(2 * pauseMs),
  };
}

const WELL: Order = { ms: 0, failFirst: 0, hangFirst: 0, giveUpAt: 0 };

/**
 * The first submission of each client: a list that goes on though one item fails for good and another is tried again. They are
 * rare among drawn ones, and a slow machine has time for few of those.
 */
export const FIRST_SUBMISSION: DrawnSubmission = {
  body: {
    workflow: 'items-tolerant',
    input: {
      go: true,
      orders: { b: WELL, d: WELL },
      lists: { each: [{ ...WELL, giveUpAt: 1 }, { ...WELL, failFirst: 1 }, WELL] },
    },
    priority: 'normal',
    delayMs: 0,
  },
  hasKey: true,
  isTwice: false,
  repeatAfterMs: undefined,
  isContradicted: false,
  cancelAfterMs: undefined,
  cancelTimes: 0,
  thinkMs: 0,
};

/** A first step that outlasts the limit for ending after a cancellation only ends in time if it is told to. */
const ENDLESS: Order = { ms: 15_000, failFirst: 0, hangFirst: 0, giveUpAt: 0 };

function drawBody(random: Random, isEndless: boolean): SubmissionBody {
  const workflow = random.pick(WORKFLOWS);
  const { go, orders, lists } = drawInput(workflow, random);
  return {
    workflow: random.chance(0.03) ? 'no-such-workflow' : workflow.name,
    input: { go, orders: isEndless ? { ...orders, a: ENDLESS } : orders, lists },
    priority: random.pick(PRIORITIES),
    delayMs: random.chance(0.05) ? 300 + random.int(2_000) : 0,
  };
}
