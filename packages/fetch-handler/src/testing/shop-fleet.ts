import { agent, NonRetryable, workflow } from '@ag06/agent-kit';
import { startTestFleet, type TestFleet } from '@ag06/test-fleet';
import { z } from 'zod';
import type { HandlerOptions } from '../options.ts';

/** The traces that its handlers were called in. */
export const traces: (string | undefined)[] = [];

const price = agent({
  name: 'shop.price',
  input: z.object({ item: z.string(), account: z.string() }),
  output: z.object({ item: z.string(), account: z.string(), cents: z.int() }),
  handler: ({ item, account }, { emit, traceparent }) => {
    traces.push(traceparent);
    if (item === 'poison') throw new NonRetryable('db-7.internal says no', { code: 'ITEM_UNKNOWN' });
    emit('priced', { cents: 250 });
    return { item, account, cents: 250 };
  },
});
const order = workflow({
  name: 'order',
  input: z.object({ item: z.string(), account: z.string() }),
  attributes: ({ input }) => ({ account: input.account }),
  steps: (flow) =>
    flow.step('price', price, ({ input }) => ({ with: { item: input.item, account: input.account } })),
  output: ({ steps }) => steps.price.output,
});
const refund = workflow({
  name: 'refund',
  input: z.object({}),
  steps: (flow) =>
    flow
      .approve('ask', () => ({ signal: 'approval', ask: 'Refund?', choices: ['pay', 'keep'] }))
      .signal('paid', () => ({ signal: 'paid' })),
});
/** In the fleet, and not for callers. */
const secret = workflow({
  name: 'secret',
  input: z.object({}),
  steps: (flow) => flow.step('a', 'core.echo', () => ({ with: 1 })),
});

export const startShopFleet = (): Promise<TestFleet> =>
  startTestFleet({ agents: [price], workflows: [order, refund, secret] });

/** Callers say who they are in the header `x-account`; one is limited to a single open run. */
export const shopOptions = ({ client }: TestFleet, basePath: string): HandlerOptions => ({
  client,
  basePath,
  workflows: {
    order: { input: z.object({ item: z.string().min(1) }) },
    refund: { signals: ['paid'], approvals: ['ask'], cancel: true },
  },
  authorize: ({ headers }) => {
    const account = headers.get('x-account');
    if (account === null) return undefined;
    if (account === 'banned') return new Response('no', { status: 403 });
    const limits = account === 'small' ? { openRuns: 1 } : {};
    return {
      tenant: account,
      by: `${account}-web`,
      attributes: account === 'plain' ? {} : { account },
      limits,
    };
  },
});
