import { agent, workflow } from '@ag06/agent-kit';
import { z } from 'zod';

const Transfer = z.object({ from: z.string(), to: z.string(), cents: z.int().positive() });

/** Stands for a call of a bank, whose line drops after the first attempt of each large transfer. */
export const moveMoney = agent({
  name: 'money.move',
  input: Transfer,
  output: z.object({ position: z.int() }),
  handler: async (transfer, { stream, attempt }) => {
    const { position } = await stream('audit').append('money.moved', transfer);
    if (transfer.cents >= 100_000 && attempt === 1) throw new Error('The line dropped.');
    return { position };
  },
});

export const transfers = workflow({
  name: 'transfers',
  input: z.object({ list: z.array(Transfer) }),
  steps: (flow) =>
    flow.step('move', moveMoney, ({ input, item }) => ({
      forEach: input.list,
      concurrency: 4,
      with: item,
      retry: { initialDelay: '100ms' },
    })),
  output: ({ steps }) => steps.move.output,
});
