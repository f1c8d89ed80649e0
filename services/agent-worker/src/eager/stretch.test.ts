import type { RunContext } from '@ag06/runtime';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { Stretch } from './stretch.ts';

const NOW = Date.UTC(2030, 0, 1);
/** Of a run that starts now: normal has 31, bulk 301. */
const HEAD = 100;

const parts = {
  eager: true,
  draining: new AbortController().signal,
  gate: { isClosed: false },
  agents: new Map([['x', {}]]),
  order: { epoch: () => NOW },
  urgency: { allows: (_: string, key: number) => HEAD >= key },
} as unknown as Parts;
const context = { createdAt: NOW, meta: { priority: 'normal' } } as RunContext;

it('Stretch goes on with a step at once only if nothing on its queue is more urgent than that step itself', () => {
  const stretch = new Stretch(parts);
  const may = (priority: 'bulk' | 'critical' | undefined) => [
    stretch.allows(context, { agent: 'x', priority }, false),
    stretch.allows(context, { agent: 'x', priority }, true),
  ];
  expect(may(undefined)).toEqual([true, true]);
  expect(may('critical')).toEqual([true, true]);
  expect(may('bulk')).toEqual([false, false]);
});
