import type { AgentContext } from '@ag06/agent-kit';
import { Agent } from '@ag06/nestjs';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

const begun = Promise.withResolvers<void>();
const ended = Promise.withResolvers<string>();
/** What the test knows of a handler that waits for it. */
export const held = { begun: begun.promise, end: ended.resolve };

@Injectable()
export class Prices {
  centsOf(item: string): number {
    return item.length * 100;
  }
}

const Cents = z.object({ cents: z.int() });

class Packing {
  @Agent({ name: 'nest.pack', input: Cents })
  pack({ cents }: { cents: number }): { packed: number } {
    return { packed: cents };
  }
}

/** A provider as users write it: decorators, parameter properties, a provider injected by its type, inherited methods. */
@Injectable()
export class ShopAgents extends Packing {
  constructor(private readonly prices: Prices) {
    super();
  }

  @Agent({ name: 'nest.price', input: z.object({ item: z.string().min(1) }), output: Cents })
  async price({ item }: { item: string }, { log }: AgentContext): Promise<{ cents: number }> {
    log.info('priced', { item });
    return { cents: this.prices.centsOf(item) };
  }

  @Agent({ name: 'nest.hold', input: z.unknown() })
  hold(): Promise<string> {
    begun.resolve();
    return ended.promise;
  }
}
