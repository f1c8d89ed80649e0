import type { Order } from '../run-input.ts';

/** A run in which all is well, told in short. */
export interface Story {
  readonly runId: string;
  readonly workflow: string;
  readonly status: string;
  readonly orders?: Readonly<Record<string, Partial<Order>>>;
  readonly lists?: Readonly<Record<string, readonly Partial<Order>[]>>;
  /** The step of another story, told later, that started it as a child. */
  readonly parent?: { readonly runId: string; readonly step: string };
  /** The stories, told before, of the runs that its steps started: of iteration 1 of a step that repeats as `step#1`. */
  readonly children?: Readonly<Record<string, string>>;
  /** The schedule that started it. */
  readonly schedule?: string;
  /**
   * `type step attempt worker lost`, each 10 ms after the one before. Of steps that wait `step.waiting step reason`, of signals
   * `type name key step`, of a retry `run.retried step`; of a step that failed by a deadline `step.failed step attempt code`. `step#1`
   * is the iteration 1 of a step that repeats; `after ms` lets time pass.
   */
  readonly log: readonly string[];
}

const CHAIN = [
  ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
  ...['step.started b 1 w1', 'step.completed b 1', 'step.started c 1 w1', 'step.completed c 1'],
  ...['run.completed'],
];

/**
 * - r1 a chain: b is retried once, c is redelivered after its worker w1 was lost;
 * - r2 gives up at its second step;
 * - r3 skips a step, and one that is drained starts again;
 * - r4 is cancelled while a runs;
 * - r5 goes over two items, of which the second is retried and redelivered;
 * - r6 goes on after an item that it gives up;
 * - r7 fails with one;
 * - r8 waits twice, and is paused for a moment;
 * - r9 gets three signals, one of them early;
 * - r10 is the child of r11;
 * - r12 fails, is retried and completes;
 * - r13 is started by a schedule;
 * - r14 fails with an item, is retried and does the items again that had not completed;
 * - r21 repeats a step three times, the second time with a retry;
 * - r15 and r16 are the children of r17, which repeats a step;
 * - r18 is answered twice;
 * - r19 gets a signal that was set aside before it was there;
 * - r20 fails because a step takes too long.
 */
export const STORIES: readonly Story[] = [
  {
    runId: 'r1',
    workflow: 'chain-3',
    status: 'completed',
    orders: { b: { failFirst: 1 } },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started b 1 w1', 'step.retrying b 1', 'step.started b 2 w1', 'step.completed b 2'],
      ...['step.started c 1 w1', 'step.redelivered c 1 w2 1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r2',
    workflow: 'stubborn',
    status: 'failed',
    orders: { b: { giveUpAt: 1 } },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started b 1 w1', 'step.failed b 1', 'run.failed b'],
    ],
  },
  {
    runId: 'r3',
    workflow: 'tolerant',
    status: 'completed',
    log: [
      ...[
        'run.accepted',
        'run.started',
        'step.scheduled a 1',
        'step.started a 1 w1',
        'step.redelivered a 1 w1 0 released',
      ],
      ...['step.started a 1 w2', 'step.completed a 1', 'step.started b 1 w2', 'step.completed b 1'],
      ...['step.started c 1 w2', 'step.skipped d 1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r4',
    workflow: 'chain-3',
    status: 'cancelled',
    log: [
      'run.accepted',
      'run.started',
      'step.scheduled a 1',
      'step.started a 1 w1',
      'step.cancelled a 1',
      'run.cancelled',
    ],
  },
  {
    runId: 'r5',
    workflow: 'items',
    status: 'completed',
    lists: { each: [{}, { failFirst: 1 }] },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started each 1 w1', 'item.started each[0] 1 w1', 'item.started each[1] 1 w2'],
      ...['item.completed each[0] 1', 'item.retrying each[1] 1', 'item.started each[1] 2 w2'],
      ...['item.redelivered each[1] 2 w1 1', 'item.completed each[1] 2', 'step.completed each 1'],
      ...['step.started c 1 w1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r6',
    workflow: 'items-tolerant',
    status: 'completed',
    lists: { each: [{ giveUpAt: 1 }, {}] },
    log: [
      ...['run.accepted', 'run.started', 'step.started each 1 w1', 'item.started each[0] 1 w1'],
      ...['item.failed each[0] 1', 'item.started each[1] 1 w1', 'item.completed each[1] 1'],
      ...['step.completed each 1', 'step.started b 1 w1', 'step.skipped d 1', 'step.completed b 1'],
      ...['run.completed'],
    ],
  },
  {
    runId: 'r7',
    workflow: 'items',
    status: 'failed',
    lists: { each: [{ giveUpAt: 1 }] },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started each 1 w1', 'item.started each[0] 1 w2', 'item.failed each[0] 1'],
      ...['step.failed each[0] 1', 'run.failed each[0]'],
    ],
  },
  {
    runId: 'r8',
    workflow: 'patient',
    status: 'completed',
    log: [
      ...[
        'run.accepted',
        'run.started',
        'step.waiting long timer',
        'step.scheduled a 1',
        'step.started a 1 w1',
      ],
      ...['step.completed a 1', 'step.waiting nap timer', 'run.paused', 'run.resumed', 'after 400'],
      ...['step.completed nap 1', 'step.started b 1 w1', 'step.completed b 1', 'after 1100'],
      ...['step.completed long 1', 'step.scheduled c 1', 'step.started c 1 w2', 'step.completed c 1'],
      ...['run.completed'],
    ],
  },
  {
    runId: 'r9',
    workflow: 'asking',
    status: 'completed',
    log: [
      ...['run.accepted', 'run.started', 'step.waiting other signal:stop', 'step.scheduled a 1'],
      ...['signal.received go k1', 'step.started a 1 w1', 'step.completed a 1', 'signal.consumed go k1 ask'],
      ...[
        'step.completed ask 1',
        'step.waiting again signal:go',
        'step.started b 1 w1',
        'step.completed b 1',
      ],
      ...['signal.received go k2', 'signal.consumed go k2 again', 'step.completed again 1'],
      ...['signal.received stop k3', 'signal.consumed stop k3 other', 'step.completed other 1'],
      ...['step.scheduled c 1', 'step.started c 1 w1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r10',
    workflow: 'chain-3',
    status: 'completed',
    parent: { runId: 'r11', step: 'kid' },
    log: CHAIN,
  },
  {
    runId: 'r11',
    workflow: 'parent',
    status: 'completed',
    children: { kid: 'r10' },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.waiting kid child:r10', 'after 200', 'step.completed kid 1', 'step.started b 1 w1'],
      ...['step.completed b 1', 'run.completed'],
    ],
  },
  {
    runId: 'r12',
    workflow: 'chain-3',
    status: 'completed',
    orders: { b: { giveUpAt: 1 } },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started b 1 w1', 'step.failed b 1', 'run.failed b', 'run.retried b', 'step.scheduled b 1'],
      ...['step.started b 1 w2', 'step.completed b 1', 'step.started c 1 w2', 'step.completed c 1'],
      ...['run.completed'],
    ],
  },
  { runId: 'r13', workflow: 'chain-3', status: 'completed', schedule: 'hourly', log: CHAIN },
  {
    runId: 'r14',
    workflow: 'items',
    status: 'completed',
    lists: { each: [{ failFirst: 1 }, { giveUpAt: 1 }, {}] },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started each 1 w1', 'item.started each[0] 1 w1', 'item.started each[1] 1 w2'],
      ...['item.retrying each[0] 1', 'item.started each[0] 2 w1', 'item.completed each[0] 2'],
      ...['item.failed each[1] 1', 'step.failed each[1] 1', 'run.failed each[1]', 'run.retried each'],
      ...['step.started each 1 w1', 'item.started each[1] 1 w2', 'item.started each[2] 1 w1'],
      ...['item.completed each[1] 1', 'item.completed each[2] 1', 'step.completed each 1'],
      ...['step.started c 1 w1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r21',
    workflow: 'repeating',
    status: 'completed',
    lists: { again: [{}, { failFirst: 1 }, {}] },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started again 1 w1', 'step.iterated again 1', 'step.started again#1 1 w1'],
      ...['step.retrying again#1 1', 'step.started again#1 2 w1', 'step.iterated again#1 2'],
      ...['step.started again#2 1 w1', 'step.redelivered again#2 1 w2 1', 'step.completed again#2 1'],
      ...['step.scheduled c 1', 'step.started c 1 w2', 'step.completed c 1', 'run.completed'],
    ],
  },
  ...['r15', 'r16'].map((runId) => ({
    runId,
    workflow: 'chain-3',
    status: 'completed',
    parent: { runId: 'r17', step: 'kid' },
    log: CHAIN,
  })),
  {
    runId: 'r17',
    workflow: 'nagging',
    status: 'completed',
    children: { kid: 'r15', 'kid#1': 'r16' },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.waiting kid child:r15', 'after 200', 'step.iterated kid 1'],
      ...['step.waiting kid#1 child:r16', 'after 200', 'step.completed kid#1 1'],
      ...['step.started b 1 w1', 'step.completed b 1', 'run.completed'],
    ],
  },
  {
    runId: 'r18',
    workflow: 'approving',
    status: 'completed',
    log: [
      ...['run.accepted', 'run.started', 'step.waiting ask approval:ok', 'step.waiting also approval:ok'],
      ...['signal.received ok a1', 'signal.consumed ok a1 ask', 'step.completed ask 1'],
      ...['step.started b 1 w1', 'step.completed b 1'],
      ...['signal.received ok a2', 'signal.consumed ok a2 also', 'step.completed also 1'],
      ...['step.started c 1 w1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r19',
    workflow: 'posted',
    status: 'completed',
    log: [
      ...['run.accepted', 'run.started', 'step.waiting go signal:go', 'signal.received go q1'],
      ...['signal.consumed go q1 go', 'step.completed go 1', 'step.started b 1 w1', 'step.completed b 1'],
      ...['run.completed'],
    ],
  },
  {
    runId: 'r20',
    workflow: 'hasty',
    status: 'failed',
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'after 1500'],
      ...['step.failed a 1 STEP_OVERDUE', 'run.failed a'],
    ],
  },
];
