import { agent, NonRetryable, type Workflow, workflow } from '@ag06/agent-kit';
import { z } from 'zod';

const Order = z.object({ order: z.string(), card: z.string() });

const check = agent({
  name: 'order.check',
  input: Order,
  output: z.object({ total: z.number() }),
  handler: ({ order }) => ({ total: order.length * 10 }),
});
const charge = agent({
  name: 'order.charge',
  input: Order.extend({ total: z.number() }),
  handler: ({ card, total }) => {
    if (card === 'declined') throw new NonRetryable('The card was declined.', { code: 'CARD_DECLINED' });
    return { paid: total };
  },
});

/** Completes; with `card: 'declined'` it fails with CARD_DECLINED and a stack. */
export const buy = workflow({
  name: 'buy',
  input: Order,
  steps: (flow) =>
    flow
      .step('check', check, ({ input }) => ({ with: { order: input.order, card: input.card } }))
      .step('charge', charge, ({ input, steps }) => ({
        with: { order: input.order, card: input.card, total: steps.check.output.total },
      })),
  output: ({ steps }) => steps.charge.output,
});

/** Asks a person whether to pay back, and does nothing else. */
export const refund: Workflow<{ order: string; amount: number }, unknown> = workflow({
  name: 'refund',
  input: z.object({ order: z.string(), amount: z.number() }),
  steps: (flow) =>
    flow.approve('decide', ({ input }) => ({
      signal: 'approval',
      ask: `Pay back ${input.amount} for ${input.order}?`,
      choices: ['pay', 'keep'],
    })),
  output: ({ steps }) => steps.decide.output,
});

/** A shop: some of what happens in a fleet. */
export const SHOP = { agents: [check, charge], workflows: [buy, refund] };
