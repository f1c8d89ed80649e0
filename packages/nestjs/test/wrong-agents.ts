import { Agent } from '@ag06/nestjs';
import { z } from 'zod';

/** What the compiler refuses: never run. */
export class WrongAgents {
  // @ts-expect-error: the method takes another input than the agent's schema gives.
  @Agent({ name: 'nest.wrong', input: z.object({ item: z.string() }) })
  wrongInput({ item }: { item: number }): number {
    return item;
  }

  // @ts-expect-error: the method returns another output than the agent's schema takes.
  @Agent({ name: 'nest.wrong', input: z.unknown(), output: z.object({ cents: z.int() }) })
  wrongOutput(): string {
    return '';
  }
}
