import { workflow } from '@ag06/agent-kit';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

export const Item = z.object({ item: z.string().min(1) });
export const Cents = z.object({ cents: z.int() });

@Injectable()
export class Prices {
  /** That of a sale stands once the process is told to end. */
  async find(item: string): Promise<{ cents: number }> {
    if (item === 'sale') {
      const told = new Promise((resolve) => process.once('SIGTERM', resolve));
      process.stdout.write('a sale is open\n');
      await told;
    }
    return { cents: item.length * 100 };
  }
}

export const order = workflow({
  name: 'order',
  input: Item,
  steps: (flow) => flow.step('price', 'shop.price', ({ input }) => ({ with: { item: input.item } })),
  output: ({ steps }) => steps.price.output,
});
