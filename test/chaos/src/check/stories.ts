import type { Order } from '../run-input.ts';

/** A run in which all is well, told in short. */
export interface Story {
  readonly runId: string;
  readonly workflow: string;
  readonly status: string;
  readonly orders?: Readonly<Record<string, Partial<Order>>>;
  readonly lists?: Readonly<Record<string, readonly Partial<Order>[]>>;
  /** `type step attempt worker lost`, each 10 ms after the one before. */
  readonly log: readonly string[];
}

/**
 * - r1 a chain: b is retried once, c is redelivered after its worker w1 was lost;
 * - r2 gives up at its second step;
 * - r3 skips a step, and one that is drained starts again;
 * - r4 is cancelled while a runs;
 * - r5 goes over two items, of which the second is retried and redelivered;
 * - r6 goes on after an item that it gives up;
 * - r7 fails with one.
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
];
