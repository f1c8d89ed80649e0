import type { Random } from '@ag06/test-support';
import { type DrawnSteering, drawSteering } from './drawn-steering.ts';
import { drawInput, type Order, type RunInput } from './run-input.ts';
import type { SubmissionBody } from './submitter.ts';
import { stepsOf, WITHIN_MS, WORKFLOWS } from './workflows.ts';

/** By which many runs are moved at once. */
export const TAGS = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9', 'w10', 'w11', 'w12'] as const;

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
  readonly isTerminated: boolean;
  readonly steering: DrawnSteering;
  readonly thinkMs: number;
}

export function drawSubmission(random: Random, pauseMs: number): DrawnSubmission {
  const hasKey = random.chance(0.8);
  const cancelAfterMs = random.chance(0.12) ? random.int(1_500) : undefined;
  const body = drawBody(random, cancelAfterMs !== undefined && random.chance(0.3));
  return {
    body,
    hasKey,
    isTwice: hasKey && random.chance(0.2),
    repeatAfterMs: hasKey && random.chance(0.1) ? random.int(8_000) : undefined,
    isContradicted: hasKey && random.chance(0.05),
    cancelAfterMs,
    cancelTimes: random.chance(0.2) ? 2 : 1,
    isTerminated: random.chance(0.3),
    steering: drawSteering(body.workflow, body.input, random),
    thinkMs: random.int(2 * pauseMs),
  };
}

const WELL: Order = { ms: 0, failFirst: 0, hangFirst: 0, giveUpAt: 0 };
/** Outlasts the moment until it is cancelled. */
const SLOW: Order = { ...WELL, ms: 3_000 };

const NOTHING = {
  hasKey: true,
  isTwice: false,
  repeatAfterMs: undefined,
  isContradicted: false,
  cancelAfterMs: undefined,
  cancelTimes: 0,
  isTerminated: false,
  thinkMs: 0,
} as const;

const UNSTEERED: DrawnSteering = { signals: [], pause: undefined, isRetried: false };

function first(
  workflow: string,
  input: Partial<RunInput>,
  steering: Partial<DrawnSteering> = {},
): DrawnSubmission {
  const orders = Object.fromEntries(Object.keys(stepsOf(workflow)).map((id) => [id, WELL]));
  return {
    ...NOTHING,
    body: {
      workflow,
      input: { go: true, orders, lists: {}, ...input },
      priority: 'normal',
      delayMs: 0,
      // Of no tag that is moved in bulk.
      tags: [],
    },
    steering: { ...UNSTEERED, ...steering },
  };
}

const signal = (name: string, number: number, afterMs: number, isQueued = false) => ({
  name,
  number,
  afterMs,
  isByCorrelation: false,
  isQueued,
});
const CHAIN: RunInput = { go: true, orders: { a: WELL, b: WELL, c: WELL }, lists: {} };

/**
 * The first submissions of each client: one of each kind that is rare among drawn ones, of which a slow machine has time for
 * few. Among them a list that goes on though one item fails for good and another is tried again, a step that takes longer than it
 * may, and runs that fail and are retried: with a step, with an item of a list, and in the third iteration of a step.
 */
const FIRST_SUBMISSIONS: readonly DrawnSubmission[] = [
  // What takes longest begins first.
  first('repeating', { lists: { again: [WELL, WELL, { ...WELL, giveUpAt: 1 }, WELL] } }, { isRetried: true }),
  first('chain-3', { orders: { ...CHAIN.orders, b: { ...WELL, giveUpAt: 1 } } }, { isRetried: true }),
  first(
    'items',
    { lists: { each: [WELL, WELL, { ...WELL, giveUpAt: 1 }, WELL, WELL, WELL] } },
    { isRetried: true },
  ),
  first('choice', { go: false }),
  first('items-tolerant', { lists: { each: [{ ...WELL, giveUpAt: 1 }, { ...WELL, failFirst: 1 }, WELL] } }),
  first(
    'asking',
    {},
    { signals: [signal('go', 0, 0), signal('go', 1, 900), signal('go', 1, 0), signal('stop', 2, 300)] },
  ),
  first('parent', { kids: { kid: CHAIN } }),
  first('kindergarten', { kidLists: { kids: [CHAIN, CHAIN, CHAIN] } }),
  first('repeating', { lists: { again: [WELL, { ...WELL, failFirst: 1 }, WELL] } }),
  first('nagging', { kidLists: { kid: [CHAIN, CHAIN] } }),
  first('approving', {}),
  first('unanswered', {}),
  first('posted', {}, { signals: [signal('go', 0, 200, true), signal('go', 0, 0, true)] }),
  first('hasty', { orders: { a: { ...WELL, ms: 2 * WITHIN_MS }, b: WELL } }),
  first('patient', {}, { pause: { afterMs: 200, forMs: 800 } }),
  first('tuned', { orders: { a: { ...WELL, failFirst: 2 }, b: WELL, c: { ...WELL, failFirst: 1 } } }),
  { ...first('chain-3', {}), hasKey: false },
  { ...first('chain-3', {}), isTwice: true, isContradicted: true },
  { ...first('chain-3', { orders: { ...CHAIN.orders, a: SLOW } }), cancelAfterMs: 100, cancelTimes: 2 },
  { ...first('chain-3', {}), body: { ...first('chain-3', {}).body, workflow: 'no-such-workflow' } },
];

/** Those of one of so many clients: the same for all, each beginning at another, so that all together have soon tried each. */
export function firstSubmissionsOf(client: number, clients: number): readonly DrawnSubmission[] {
  const begin = Math.floor((client * FIRST_SUBMISSIONS.length) / clients);
  return [...FIRST_SUBMISSIONS.slice(begin), ...FIRST_SUBMISSIONS.slice(0, begin)];
}

/** A first step that outlasts the limit for ending after a cancellation only ends in time if it is told to. */
const ENDLESS: Order = { ms: 15_000, failFirst: 0, hangFirst: 0, giveUpAt: 0 };

function drawBody(random: Random, isEndless: boolean): SubmissionBody {
  const workflow = random.pick(WORKFLOWS);
  const { orders, ...input } = drawInput(workflow, random);
  return {
    workflow: random.chance(0.03) ? 'no-such-workflow' : workflow.name,
    input: { ...input, orders: isEndless && orders.a !== undefined ? { ...orders, a: ENDLESS } : orders },
    priority: random.pick(PRIORITIES),
    delayMs: random.chance(0.05) ? 300 + random.int(2_000) : 0,
    tags: [random.pick(TAGS)],
  };
}
